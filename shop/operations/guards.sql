-- What the shop's tables refuse, whoever writes to them. Runs as their owner after every
-- migrate, so that a restored backup has them too. The tables of the ledger have their
-- own (loyalty/ledger/guards.sql), others theirs by migrations. What may be written at
-- all by the application is said in rights.sql.

CREATE OR REPLACE FUNCTION shop_rows_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is forbidden: its rows stay', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE FUNCTION shop_refund_stays_what_it_is() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'refund % stays what it is', OLD.reference
        USING ERRCODE = 'insufficient_privilege';
END $$;

-- Money, what was told of it, and mail are evidence: the books ask for each row.
CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE ON payments_payment
    FOR EACH STATEMENT EXECUTE FUNCTION shop_rows_stay();
CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE ON payments_refund
    FOR EACH STATEMENT EXECUTE FUNCTION shop_rows_stay();
CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE ON payments_webhookevent
    FOR EACH STATEMENT EXECUTE FUNCTION shop_rows_stay();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payments_settled
    FOR EACH STATEMENT EXECUTE FUNCTION shop_rows_stay();
CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE ON outbox_message
    FOR EACH STATEMENT EXECUTE FUNCTION shop_rows_stay();

-- How far a refund is changes; how much goes back, for what and which way does not.
CREATE OR REPLACE TRIGGER keeps_its_cause BEFORE UPDATE ON payments_refund
    FOR EACH ROW WHEN (
        (OLD.id, OLD.payment_id, OLD.amount, OLD.reference, OLD.attempt_id, OLD.created_at)
        IS DISTINCT FROM
        (NEW.id, NEW.payment_id, NEW.amount, NEW.reference, NEW.attempt_id, NEW.created_at)
    ) EXECUTE FUNCTION shop_refund_stays_what_it_is();
