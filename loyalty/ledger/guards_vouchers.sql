-- What the tables of vouchers refuse, whoever writes to them (docs/adr/0054-*.md). A voucher
-- is a redemption of its member's own: it has no price, no buyer and no way to anybody
-- else, for it is known by the account and the posting that the points left with.

-- Points for one unit of discount, by what holds at a moment.
CREATE OR REPLACE FUNCTION loyalty_points_per_unit(at timestamptz)
RETURNS integer LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT r.points_per_unit_of_discount FROM loyalty_rule r
    WHERE r.starts_at <= at ORDER BY r.version DESC LIMIT 1
$$;

ALTER TABLE loyalty_voucher
    DROP CONSTRAINT IF EXISTS loyalty_voucher_its_redemption,
    ADD CONSTRAINT loyalty_voucher_its_redemption
        FOREIGN KEY (account_id, version)
        REFERENCES loyalty_posting (account_id, version);

ALTER TABLE loyalty_voucherentry
    DROP CONSTRAINT IF EXISTS loyalty_voucherentry_its_voucher,
    ADD CONSTRAINT loyalty_voucherentry_its_voucher
        FOREIGN KEY (account_id, voucher)
        REFERENCES loyalty_voucher (account_id, version),
    DROP CONSTRAINT IF EXISTS loyalty_voucherentry_its_posting,
    ADD CONSTRAINT loyalty_voucherentry_its_posting
        FOREIGN KEY (account_id, posting)
        REFERENCES loyalty_posting (account_id, version),
    DROP CONSTRAINT IF EXISTS loyalty_voucherentry_not_by_oneself,
    ADD CONSTRAINT loyalty_voucherentry_not_by_oneself CHECK (actor_id <> account_id);

CREATE OR REPLACE FUNCTION loyalty_voucher_is_of_points() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE said loyalty_voucherchoice; redeemed bigint;
BEGIN
    -- What an order redeemed is that order's.
    SELECT sum(m.points) INTO redeemed FROM loyalty_movement m
        JOIN loyalty_posting p USING (account_id, version)
        WHERE m.account_id = NEW.account_id AND m.version = NEW.version
            AND p.kind = 'redemption' AND starts_with(p.reference, 'voucher:');
    SELECT * INTO said FROM loyalty_voucherchoice c WHERE c.id = NEW.choice_id;
    IF (redeemed, said.points, said.kind, said.min_basket) IS DISTINCT FROM
            (NEW.points, NEW.points, NEW.kind, NEW.min_basket)
        OR NEW.points_per_unit IS DISTINCT FROM loyalty_points_per_unit(NEW.made_at)
        OR (NEW.left, NEW.given_back, NEW.open) IS DISTINCT FROM (NEW.points, 0, true)
        OR NEW.expires_at > NEW.made_at + make_interval(days => said.days + 2)
    THEN
        RAISE EXCEPTION 'a voucher is points of its member, at what they are worth'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER of_points BEFORE INSERT ON loyalty_voucher
    FOR EACH ROW EXECUTE FUNCTION loyalty_voucher_is_of_points();

-- What is left changes, and that it is over. Whose it is, what it is worth and until
-- when do not; what is over does not begin again.
CREATE OR REPLACE FUNCTION loyalty_voucher_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'voucher % of account % stays what it is', OLD.version,
        OLD.account_id USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE TRIGGER stays_what_it_is BEFORE UPDATE ON loyalty_voucher
    FOR EACH ROW WHEN (
        (OLD.account_id, OLD.version, OLD.code, OLD.choice_id, OLD.kind, OLD.points,
            OLD.points_per_unit, OLD.amount, OLD.min_basket, OLD.made_at, OLD.expires_at)
        IS DISTINCT FROM
        (NEW.account_id, NEW.version, NEW.code, NEW.choice_id, NEW.kind, NEW.points,
            NEW.points_per_unit, NEW.amount, NEW.min_basket, NEW.made_at, NEW.expires_at)
        OR NEW.open AND NOT OLD.open OR NEW.given_back < OLD.given_back
    ) EXECUTE FUNCTION loyalty_voucher_stays();

-- What can be exchanged is said for what is to come, by somebody who may, a version
-- after the other.
CREATE OR REPLACE FUNCTION loyalty_choice_is_of_now() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM loyalty_may_write(NEW.author_id, 'publish_voucher', NEW.published_at);
    IF NEW.starts_at < NEW.published_at OR NOT loyalty_is_a_day(NEW.starts_at)
        OR NOT loyalty_is_a_day(coalesce(NEW.ends_at, NEW.starts_at))
        OR NEW.number <> 1 + coalesce((SELECT max(c.number) FROM loyalty_voucherchoice c
            WHERE c.series = NEW.series), 0)
    THEN
        RAISE EXCEPTION 'version % of choice % cannot begin on %', NEW.number, NEW.series,
            NEW.starts_at USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER published_now BEFORE INSERT ON loyalty_voucherchoice
    FOR EACH ROW EXECUTE FUNCTION loyalty_choice_is_of_now();

CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON loyalty_voucherchoice FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON loyalty_voucherentry FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE ON loyalty_voucher
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
