-- What the application's role may do with the tables of the whole shop: read and
-- write them all, but for those named here. The functions of the ledger have their
-- own list (loyalty/ledger/rights.sql).
--
-- Runs as the tables' owner after every migrate, whatever stood before: a restored
-- backup brings the rights it was made with, or none, or the cluster's own. Nothing is
-- given in between, for it is one statement.

DO $$
DECLARE
    kept record;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fairpoints_app') THEN
        RETURN;
    END IF;

    -- A new table is nobody's but the owner's until it is looked at here.
    ALTER DEFAULT PRIVILEGES FOR ROLE fairpoints_owner IN SCHEMA public
        REVOKE ALL ON TABLES FROM fairpoints_app;
    ALTER DEFAULT PRIVILEGES FOR ROLE fairpoints_owner IN SCHEMA public
        REVOKE ALL ON SEQUENCES FROM fairpoints_app;

    -- Nothing of the shop needs tables of the session, which hide others by their names.
    IF EXISTS (SELECT FROM pg_database d WHERE d.datname = current_database()
        AND pg_has_role(d.datdba, 'USAGE'))
    THEN
        EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC, fairpoints_app',
            current_database());
    END IF;

    FOR kept IN
        SELECT c.oid::regclass AS name, c.relispartition AS is_part,
            pg_has_role(c.relowner, 'USAGE') AS ours, guarded.name IS NOT NULL AS guarded,
            coalesce(guarded.may, 'SELECT, INSERT, UPDATE, DELETE') AS may
        FROM pg_class c LEFT JOIN (VALUES
            ('audit_entry', 'SELECT, INSERT'),
            ('documents_document', 'SELECT, INSERT'),
            ('documents_series', 'SELECT, UPDATE (next_number)'),
            ('freshness_change', 'SELECT, INSERT, DELETE'),
            ('happenings_happening', 'SELECT, INSERT'),
            -- Points move by the functions of the ledger, and in no other way.
            ('loyalty_account', 'SELECT'),
            ('loyalty_budgetslot', 'SELECT'),
            ('loyalty_campaign', 'SELECT, INSERT'),
            ('loyalty_campaignstep', 'SELECT'),
            ('loyalty_campaignversion', 'SELECT, INSERT'),
            ('loyalty_freeze', 'SELECT'),
            ('loyalty_hold', 'SELECT'),
            ('loyalty_ladder', 'SELECT, INSERT'),
            ('loyalty_ladderstep', 'SELECT, INSERT'),
            ('loyalty_limit', 'SELECT'), -- nobody raises the own one
            ('loyalty_lot', 'SELECT'),
            ('loyalty_merge', 'SELECT'),
            -- A proposal can be withdrawn; what it says stays.
            ('loyalty_mergeproposal', 'SELECT, INSERT, UPDATE (withdrawn_at)'),
            ('loyalty_mission', 'SELECT, INSERT'),
            ('loyalty_missionbudget', 'SELECT'),
            ('loyalty_missiondecision', 'SELECT'),
            -- A trigger lets only in what somebody has just done.
            ('loyalty_missiondeed', 'SELECT, INSERT'),
            ('loyalty_missionpart', 'SELECT'),
            ('loyalty_missionreward', 'SELECT'),
            ('loyalty_missionstep', 'SELECT, INSERT'),
            ('loyalty_missionversion', 'SELECT, INSERT'),
            ('loyalty_movement', 'SELECT'),
            ('loyalty_posting', 'SELECT'),
            ('loyalty_proposedadjustment', 'SELECT, INSERT, UPDATE (withdrawn_at)'),
            ('loyalty_rule', 'SELECT, INSERT'),
            ('loyalty_tier', 'SELECT, INSERT'),
            -- A reading that is taken anew: a trigger refuses what no orders justify.
            ('loyalty_tierstanding', 'SELECT, INSERT, UPDATE'),
            ('loyalty_voucher', 'SELECT'),
            ('loyalty_voucherchoice', 'SELECT, INSERT'),
            ('loyalty_voucherentry', 'SELECT'),
            ('outbox_message', 'SELECT, INSERT, UPDATE'),
            ('payments_dispute', 'SELECT, INSERT, UPDATE (state), UPDATE (changes)'),
            ('payments_payment', 'SELECT, INSERT, UPDATE'),
            ('payments_refund', 'SELECT, INSERT, UPDATE'),
            ('payments_refundelsewhere', 'SELECT, INSERT, UPDATE (state)'),
            ('payments_settled', 'SELECT, INSERT'),
            ('payments_webhookevent', 'SELECT, INSERT, UPDATE'),
            ('referrals_link', 'SELECT, INSERT'),
            ('referrals_referral', 'SELECT, INSERT'),
            -- A trigger lets only what waits be decided.
            ('referrals_reward', 'SELECT, INSERT, UPDATE'),
            ('referrals_terms', 'SELECT, INSERT'),
            -- Triggers refuse what is not written by those of offers and stock records.
            ('prices_offerchange', 'SELECT, INSERT'),
            ('prices_pricechange', 'SELECT, INSERT'),
            ('prices_rangeshrunk', 'SELECT, INSERT'),
            ('returns_withdrawal', 'SELECT, INSERT'),
            ('rewards_perkgiven', 'SELECT, INSERT'),
            ('storefront_syllable', 'SELECT'),
            -- A trigger lets only rates go that have not begun.
            ('tax_rate', 'SELECT, INSERT, DELETE'),
            ('texts_version', 'SELECT, INSERT')
        ) guarded (name, may) ON guarded.name = c.relname
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
    LOOP
        IF kept.guarded AND NOT kept.ours THEN
            RAISE EXCEPTION '% belongs to somebody else, who may give rights to it',
                kept.name;
        END IF;
        CONTINUE WHEN NOT kept.ours; -- what an extension brought
        EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, fairpoints_app', kept.name);
        -- Nobody comes in past the whole table.
        CONTINUE WHEN kept.is_part;
        EXECUTE format('GRANT %s ON %s TO fairpoints_app', kept.may, kept.name);
    END LOOP;

    FOR kept IN
        SELECT c.oid::regclass AS name FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S'
            AND pg_has_role(c.relowner, 'USAGE')
    LOOP
        EXECUTE format('REVOKE ALL ON SEQUENCE %s FROM PUBLIC, fairpoints_app', kept.name);
        EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE %s TO fairpoints_app', kept.name);
    END LOOP;
END $$;
