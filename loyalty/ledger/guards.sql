-- What the tables refuse, whoever writes to them. Read with models/, which
-- holds the constraints of single rows that Django can say itself. The whole file
-- runs again when it has changed, or when what it made is not there any more. Who may
-- write at all is not said here: the application reads these tables, and writes
-- through the functions of the ledger.

-- A CHECK is read anew by every statement that writes, however few its rows; what a
-- function says is read once. So what takes more than a comparison stands in one.

-- 1. Points are not money, by construction -----------------------------------
-- Every movement there can be, by the kind of its posting. No bucket is called
-- cash, no movement leads to another account, and each has a source and a
-- destination, so a posting that does not balance cannot be written. Only what two
-- people merged has its continuation in another account of the same person.

CREATE OR REPLACE FUNCTION loyalty_movement_is_allowed(kind text, src text, dst text)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE way text := src || ' -> ' || dst;
BEGIN
    RETURN CASE kind
        WHEN 'accrual' THEN way IN (
            'issued -> pending', 'issued -> available', 'issued -> owed')
        WHEN 'maturity' THEN way IN ('pending -> available', 'pending -> owed')
        WHEN 'hold' THEN way = 'available -> held'
        WHEN 'redemption' THEN way = 'held -> redeemed'
        WHEN 'release' THEN way = 'held -> available'
        WHEN 'lapse' THEN way = 'held -> available'
        WHEN 'give-back' THEN way IN (
            'redeemed -> available', 'redeemed -> owed', 'redeemed -> revoked',
            'revoked -> available')
        WHEN 'revocation' THEN way IN (
            'pending -> revoked', 'available -> revoked', 'owed -> revoked')
        WHEN 'expiry' THEN way = 'available -> expired'
        WHEN 'idle-expiry' THEN way = 'available -> expired'
        WHEN 'adjustment' THEN way IN (
            'adjusted -> available', 'adjusted -> owed', 'available -> adjusted')
        WHEN 'merge-out' THEN way IN ('available -> merged', 'merged -> owed')
        WHEN 'merge-in' THEN way IN (
            'merged -> available', 'merged -> owed', 'available -> merged',
            'owed -> merged')
        ELSE false
    END;
END $$;

ALTER TABLE loyalty_movement
    DROP CONSTRAINT IF EXISTS loyalty_movement_allowed,
    ADD CONSTRAINT loyalty_movement_allowed
        CHECK (loyalty_movement_is_allowed(kind, src, dst)),
    -- Points in a bucket of the member lie in a lot; what is owed lies in none, but
    -- pending and redeemed points have theirs when they repay it.
    DROP CONSTRAINT IF EXISTS loyalty_movement_lot,
    ADD CONSTRAINT loyalty_movement_lot CHECK (
        (lot_number IS NULL) = ('owed' IN (src, dst) AND src NOT IN ('pending', 'redeemed'))),
    DROP CONSTRAINT IF EXISTS loyalty_movement_posting,
    ADD CONSTRAINT loyalty_movement_posting
        FOREIGN KEY (account_id, version, kind)
        REFERENCES loyalty_posting (account_id, version, kind),
    DROP CONSTRAINT IF EXISTS loyalty_movement_its_lot,
    ADD CONSTRAINT loyalty_movement_its_lot
        FOREIGN KEY (account_id, lot_number)
        REFERENCES loyalty_lot (account_id, number);

-- Blanks of any kind, seen or not, are no words (loyalty/typed.py reads them so too).
CREATE OR REPLACE FUNCTION loyalty_says_something(said text)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN regexp_replace(said, '[\s\u0001-\u0020\u007F-\u00A0\u00AD\u034F\u061C\u115F\u1160'
        '\u1680\u17B4\u17B5\u180B-\u180F\u2000-\u200F\u2028-\u202F\u205F-\u206F\u2800'
        '\u3000\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF9-\uFFFB\U0001BCA0-\U0001BCA3\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]',
        '', 'g') <> '';
END $$;

CREATE OR REPLACE FUNCTION loyalty_posting_says_what_it_must(
    kind text, related bigint, expires timestamptz, actor bigint, reason text,
    merged_into bigint, merged_from bigint
) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (merged_into IS NOT NULL) = (kind = 'merge-out')
        AND (merged_from IS NOT NULL) = (kind = 'merge-in')
        AND CASE kind
            -- Nobody changes a balance or a date by hand without saying why and who.
            WHEN 'adjustment' THEN actor IS NOT NULL AND reason <> ''
            -- What was extended, and until when, is said in columns.
            WHEN 'extension' THEN actor IS NOT NULL AND reason <> ''
                AND related IS NOT NULL AND expires IS NOT NULL
            -- What ends by inactivity was announced before, for a day.
            WHEN 'notice' THEN expires IS NOT NULL
            WHEN 'idle-expiry' THEN related IS NOT NULL
            ELSE kind IN (
                'accrual', 'schedule', 'maturity', 'hold', 'redemption', 'release',
                'lapse', 'give-back', 'revocation', 'expiry', 'merge-out', 'merge-in')
        END;
END $$;

ALTER TABLE loyalty_posting
    DROP CONSTRAINT IF EXISTS loyalty_posting_kind_known,
    DROP CONSTRAINT IF EXISTS loyalty_adjustment_is_signed,
    DROP CONSTRAINT IF EXISTS loyalty_posting_is_signed,
    DROP CONSTRAINT IF EXISTS loyalty_posting_extends_a_lot,
    DROP CONSTRAINT IF EXISTS loyalty_posting_complete,
    ADD CONSTRAINT loyalty_posting_complete CHECK (loyalty_posting_says_what_it_must(
        kind, related_version, expires_at, actor_id, reason, merged_into, merged_from)),
    -- Nobody gives to, or decides about, the own account. What was done before this was
    -- refused stays: the books name it.
    DROP CONSTRAINT IF EXISTS loyalty_posting_not_to_oneself,
    ADD CONSTRAINT loyalty_posting_not_to_oneself CHECK (
        actor_id <> account_id OR kind NOT IN ('accrual', 'adjustment', 'extension'))
        NOT VALID,
    DROP CONSTRAINT IF EXISTS loyalty_posting_reason,
    ADD CONSTRAINT loyalty_posting_reason
        CHECK (reason = '' OR loyalty_says_something(reason)) NOT VALID,
    -- The link to the posting before it; only reconciliation can tell a wrong one.
    DROP CONSTRAINT IF EXISTS loyalty_posting_hash,
    ADD CONSTRAINT loyalty_posting_hash CHECK (octet_length(hash) = 32),
    -- Checked at once: Django's own would wait for the commit, row by row.
    DROP CONSTRAINT IF EXISTS loyalty_posting_its_account,
    ADD CONSTRAINT loyalty_posting_its_account
        FOREIGN KEY (account_id) REFERENCES loyalty_account (account_id),
    DROP CONSTRAINT IF EXISTS loyalty_posting_its_rule,
    ADD CONSTRAINT loyalty_posting_its_rule
        FOREIGN KEY (rule_version) REFERENCES loyalty_rule (version),
    DROP CONSTRAINT IF EXISTS loyalty_posting_its_related,
    ADD CONSTRAINT loyalty_posting_its_related
        FOREIGN KEY (account_id, related_version)
        REFERENCES loyalty_posting (account_id, version),
    -- No points pass between accounts that were not merged, and none the other way.
    DROP CONSTRAINT IF EXISTS loyalty_posting_its_merge_into,
    ADD CONSTRAINT loyalty_posting_its_merge_into
        FOREIGN KEY (account_id, merged_into)
        REFERENCES loyalty_merge (account_id, into_account),
    DROP CONSTRAINT IF EXISTS loyalty_posting_its_merge_from,
    ADD CONSTRAINT loyalty_posting_its_merge_from
        FOREIGN KEY (merged_from, account_id)
        REFERENCES loyalty_merge (account_id, into_account);

-- A day that everybody can read: Python knows no year before the first, none of five
-- digits, and no infinity.
CREATE OR REPLACE FUNCTION loyalty_is_a_day(moment timestamptz)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN moment BETWEEN '0001-01-03 00:00+00' AND '9999-12-29 00:00+00';
END $$;

ALTER TABLE loyalty_mergeproposal
    DROP CONSTRAINT IF EXISTS loyalty_proposal_says_why,
    ADD CONSTRAINT loyalty_proposal_says_why
        CHECK (loyalty_says_something(reason)) NOT VALID,
    DROP CONSTRAINT IF EXISTS loyalty_proposal_other_people,
    ADD CONSTRAINT loyalty_proposal_other_people
        CHECK (proposed_by_id NOT IN (closing_id, surviving_id)) NOT VALID,
    DROP CONSTRAINT IF EXISTS loyalty_proposal_on_days,
    ADD CONSTRAINT loyalty_proposal_on_days CHECK (
        loyalty_is_a_day(proposed_at) AND loyalty_is_a_day(withdrawn_at)) NOT VALID;

ALTER TABLE loyalty_proposedadjustment
    DROP CONSTRAINT IF EXISTS loyalty_proposed_says_why,
    ADD CONSTRAINT loyalty_proposed_says_why
        CHECK (loyalty_says_something(reason) AND loyalty_says_something(reference)),
    DROP CONSTRAINT IF EXISTS loyalty_proposed_by_another,
    ADD CONSTRAINT loyalty_proposed_by_another CHECK (proposed_by_id <> account_id),
    DROP CONSTRAINT IF EXISTS loyalty_proposed_on_days,
    ADD CONSTRAINT loyalty_proposed_on_days CHECK (
        loyalty_is_a_day(proposed_at) AND loyalty_is_a_day(withdrawn_at)),
    DROP CONSTRAINT IF EXISTS loyalty_proposed_its_posting,
    ADD CONSTRAINT loyalty_proposed_its_posting
        FOREIGN KEY (account_id, posting_version)
        REFERENCES loyalty_posting (account_id, version);

ALTER TABLE loyalty_merge
    DROP CONSTRAINT IF EXISTS loyalty_merge_says_why,
    ADD CONSTRAINT loyalty_merge_says_why
        CHECK (loyalty_says_something(reason)) NOT VALID;

-- Rules are for what is to come. What was published before this was refused stays.
ALTER TABLE loyalty_rule
    DROP CONSTRAINT IF EXISTS loyalty_rule_not_for_the_past,
    ADD CONSTRAINT loyalty_rule_not_for_the_past CHECK (version = 1
        OR starts_at >= published_at
        AND loyalty_is_a_day(starts_at) AND loyalty_is_a_day(published_at)) NOT VALID,
    -- Whatever law is named, points end neither by time alone nor within a year: the least
    -- that each of them asks (loyalty/terms/laws.toml).
    DROP CONSTRAINT IF EXISTS loyalty_rule_keeps_to_its_law,
    ADD CONSTRAINT loyalty_rule_keeps_to_its_law CHECK (law = ''
        OR expiry_profile = 'none'
        OR expiry_profile = 'inactivity' AND expiry_months >= 12) NOT VALID,
    DROP CONSTRAINT IF EXISTS loyalty_rule_by_somebody,
    ADD CONSTRAINT loyalty_rule_by_somebody
        CHECK (version = 1 OR author_id IS NOT NULL) NOT VALID;

-- What somebody wrote is of now, by somebody who may write it.
CREATE OR REPLACE FUNCTION loyalty_may_write(person bigint, permission text, at timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT ledger.may(person, permission) THEN
        RAISE EXCEPTION '% may not %', person, permission
            USING ERRCODE = 'check_violation';
    END IF;
    IF abs(extract(epoch FROM ledger.clock() - at)) > 300 THEN
        RAISE EXCEPTION 'this was not written on %', at USING ERRCODE = 'check_violation';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION loyalty_rule_is_of_now() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM loyalty_may_write(NEW.author_id, 'publish_rule', NEW.published_at);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER published_now BEFORE INSERT ON loyalty_rule
    FOR EACH ROW WHEN (NEW.version > 1)
    EXECUTE FUNCTION loyalty_rule_is_of_now();

CREATE OR REPLACE FUNCTION loyalty_proposal_is_of_now() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM loyalty_may_write(NEW.proposed_by_id, TG_ARGV[0], NEW.proposed_at);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER proposed_now BEFORE INSERT ON loyalty_mergeproposal
    FOR EACH ROW EXECUTE FUNCTION loyalty_proposal_is_of_now('merge_accounts');
CREATE OR REPLACE TRIGGER proposed_now BEFORE INSERT ON loyalty_proposedadjustment
    FOR EACH ROW EXECUTE FUNCTION loyalty_proposal_is_of_now('adjust_points');

-- Campaigns are written by those who draft them, and decided on by others.
CREATE OR REPLACE FUNCTION loyalty_campaign_is_of_now() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM loyalty_may_write(NEW.author_id, 'draft_campaign', NEW.drafted_at);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER drafted_now BEFORE INSERT ON loyalty_campaign
    FOR EACH ROW EXECUTE FUNCTION loyalty_campaign_is_of_now();
CREATE OR REPLACE TRIGGER drafted_now BEFORE INSERT ON loyalty_campaignversion
    FOR EACH ROW EXECUTE FUNCTION loyalty_campaign_is_of_now();

-- Another budget than before gives the campaign what it is more, or takes what it is less:
-- what was spent stays spent. More slots than one only where each holds something.
CREATE OR REPLACE FUNCTION loyalty_campaign_fund(said loyalty_campaignversion)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE earlier record; left_over bigint; many integer;
BEGIN
    SELECT v.budget INTO earlier FROM loyalty_campaignversion v
        JOIN loyalty_campaignstep t ON t.version_id = v.id AND t.kind = 'approved'
        WHERE v.campaign_id = said.campaign_id AND v.number < said.number
        ORDER BY v.number DESC LIMIT 1;
    IF FOUND AND (earlier.budget IS NULL) <> (said.budget IS NULL) THEN
        RAISE EXCEPTION 'campaign % had a budget, or none, from its beginning',
            said.campaign_id USING ERRCODE = 'check_violation';
    END IF;
    IF said.budget IS NULL THEN RETURN; END IF;
    PERFORM FROM loyalty_budgetslot s WHERE s.campaign_id = said.campaign_id
        ORDER BY s.number FOR UPDATE;
    SELECT coalesce(sum(s.points), 0) + said.budget - coalesce(earlier.budget, 0)
        INTO left_over FROM loyalty_budgetslot s WHERE s.campaign_id = said.campaign_id;
    IF left_over < 0 THEN
        RAISE EXCEPTION 'campaign % has given more than % already', said.campaign_id,
            said.budget USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO loyalty_budgetslot (campaign_id, number, points)
        SELECT said.campaign_id, number, 0
        FROM generate_series(1, least(16, greatest(1, said.budget / 1000))) number
        ON CONFLICT DO NOTHING;
    SELECT count(*) INTO many FROM loyalty_budgetslot s
        WHERE s.campaign_id = said.campaign_id;
    UPDATE loyalty_budgetslot s
        SET points = left_over / many + (s.number <= left_over % many)::integer
        WHERE s.campaign_id = said.campaign_id;
END $$;

CREATE OR REPLACE FUNCTION loyalty_campaign_goes_on() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE said loyalty_campaignversion; taken text[]; is_next boolean;
BEGIN
    PERFORM loyalty_may_write(NEW.actor_id, CASE NEW.kind WHEN 'submitted'
        THEN 'draft_campaign' ELSE 'approve_campaign' END, NEW.taken_at);
    SELECT * INTO said FROM loyalty_campaignversion v WHERE v.id = NEW.version_id;
    PERFORM FROM loyalty_campaign c WHERE c.id = said.campaign_id FOR UPDATE;
    SELECT array_agg(t.kind) INTO taken FROM loyalty_campaignstep t
        WHERE t.version_id = NEW.version_id;
    is_next := CASE NEW.kind
        WHEN 'submitted' THEN taken IS NULL AND NOT EXISTS (
            SELECT FROM loyalty_campaignversion v
            WHERE v.campaign_id = said.campaign_id AND v.number > said.number)
        WHEN 'ended' THEN 'approved' = ANY (taken)
        WHEN 'turned-down' THEN taken = '{submitted}'
        -- Nobody approves what is their own.
        ELSE taken = '{submitted}' AND NEW.actor_id <> said.author_id
            AND coalesce(said.ends_at > NEW.taken_at, true)
            AND NOT EXISTS (SELECT FROM loyalty_campaignstep t
                WHERE t.version_id = NEW.version_id AND t.actor_id = NEW.actor_id)
    END;
    -- What was ended does not begin again, in no version.
    IF is_next AND NEW.kind IN ('submitted', 'approved') THEN
        is_next := NOT EXISTS (SELECT FROM loyalty_campaignstep t
            JOIN loyalty_campaignversion v ON v.id = t.version_id
            WHERE v.campaign_id = said.campaign_id AND t.kind = 'ended');
    END IF;
    IF is_next IS NOT TRUE THEN
        RAISE EXCEPTION 'version % is not %', NEW.version_id, NEW.kind
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.kind = 'approved' THEN PERFORM loyalty_campaign_fund(said); END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER goes_on BEFORE INSERT ON loyalty_campaignstep
    FOR EACH ROW EXECUTE FUNCTION loyalty_campaign_goes_on();

ALTER TABLE loyalty_campaignversion
    DROP CONSTRAINT IF EXISTS loyalty_campaign_on_days,
    ADD CONSTRAINT loyalty_campaign_on_days CHECK (
        loyalty_is_a_day(starts_at) AND loyalty_is_a_day(ends_at)
        AND loyalty_is_a_day(drafted_at)),
    DROP CONSTRAINT IF EXISTS loyalty_campaign_has_names,
    ADD CONSTRAINT loyalty_campaign_has_names CHECK (
        loyalty_says_something(name_en) AND loyalty_says_something(name_zh_hans)),
    DROP CONSTRAINT IF EXISTS loyalty_campaign_gives_whole_points,
    ADD CONSTRAINT loyalty_campaign_gives_whole_points CHECK (
        amount NOT IN ('fixed', 'per-piece') OR rate = trunc(rate));

-- What was turned down is not taken up again, and only a door says what was done.
CREATE OR REPLACE FUNCTION loyalty_proposal_stays_decided() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'proposal % is not decided on like this', NEW.id
        USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE TRIGGER stays_withdrawn BEFORE UPDATE OF withdrawn_at
    ON loyalty_mergeproposal FOR EACH ROW
    WHEN (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at)
    EXECUTE FUNCTION loyalty_proposal_stays_decided();
CREATE OR REPLACE TRIGGER stays_withdrawn BEFORE UPDATE OF withdrawn_at
    ON loyalty_proposedadjustment FOR EACH ROW
    WHEN (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at
        OR OLD.posting_version IS NOT NULL AND NEW.withdrawn_at IS NOT NULL)
    EXECUTE FUNCTION loyalty_proposal_stays_decided();
-- Nor is what was carried out turned down. Its row is locked by the merge (merging.sql).
CREATE OR REPLACE FUNCTION loyalty_merge_was_carried_out() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM loyalty_merge m
        WHERE m.account_id = NEW.closing_id AND m.into_account = NEW.surviving_id
            AND m.proposed_by_id = NEW.proposed_by_id AND m.reason = NEW.reason)
    THEN
        RAISE EXCEPTION 'proposal % was carried out', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER stays_carried_out BEFORE UPDATE OF withdrawn_at
    ON loyalty_mergeproposal FOR EACH ROW
    WHEN (OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL)
    EXECUTE FUNCTION loyalty_merge_was_carried_out();

CREATE OR REPLACE TRIGGER begins_open BEFORE INSERT
    ON loyalty_proposedadjustment FOR EACH ROW WHEN (NEW.posting_version IS NOT NULL)
    EXECUTE FUNCTION loyalty_proposal_stays_decided();

CREATE OR REPLACE FUNCTION loyalty_lot_is_sound(
    granted bigint, pending bigint, remaining bigint, held bigint, open boolean
) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN granted > 0 AND pending >= 0 AND remaining >= 0 AND held >= 0
        AND granted >= pending + remaining + held
        AND open = (pending + remaining + held > 0);
END $$;

ALTER TABLE loyalty_lot
    DROP CONSTRAINT IF EXISTS loyalty_lot_adds_up,
    ADD CONSTRAINT loyalty_lot_adds_up
        CHECK (loyalty_lot_is_sound(granted, pending, remaining, held, open)),
    DROP CONSTRAINT IF EXISTS loyalty_lot_its_posting,
    ADD CONSTRAINT loyalty_lot_its_posting
        FOREIGN KEY (account_id, number)
        REFERENCES loyalty_posting (account_id, version);

ALTER TABLE loyalty_hold
    DROP CONSTRAINT IF EXISTS loyalty_hold_its_posting,
    ADD CONSTRAINT loyalty_hold_its_posting
        FOREIGN KEY (account_id, version)
        REFERENCES loyalty_posting (account_id, version);

-- 2. Append-only --------------------------------------------------------------

CREATE OR REPLACE FUNCTION loyalty_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is forbidden: append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON loyalty_posting
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON loyalty_movement
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON loyalty_rule
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON loyalty_merge
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON loyalty_campaign
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON loyalty_campaignversion FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON loyalty_campaignstep FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
-- Accounts, lots, holds, proposals and budgets change, but never disappear.
CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE ON loyalty_budgetslot
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE ON loyalty_account
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE ON loyalty_lot
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE ON loyalty_hold
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE ON loyalty_mergeproposal
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE ON loyalty_proposedadjustment
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();

-- 3. A lot keeps its date -----------------------------------------------------
-- It can live longer, never shorter, whatever becomes of the rules. Only a statement
-- that names the column is looked at.

CREATE OR REPLACE FUNCTION loyalty_lot_keeps_its_date() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'lot % of account % is valid until %: a date is never shortened',
        OLD.number, OLD.account_id, OLD.expires_at
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE OR REPLACE TRIGGER never_shorter BEFORE UPDATE OF expires_at ON loyalty_lot
    FOR EACH ROW WHEN (NEW.expires_at < OLD.expires_at)
    EXECUTE FUNCTION loyalty_lot_keeps_its_date();

-- Whoever writes may have tables of another name in the way: those of the session are
-- looked at before all others unless a function says where its names are.
DO $$
DECLARE guard regprocedure;
BEGIN
    FOR guard IN
        SELECT p.oid FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND starts_with(p.proname, 'loyalty_')
            AND (p.prorettype = 'trigger'::regtype OR p.proname = 'loyalty_may_write')
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', guard);
    END LOOP;
END $$;

-- 4. Partitions, where the tables have some (docs/growing.md) ------------------
-- Nobody comes in past the whole table: what guards it guards each part of it.

DO $$
DECLARE part record; guard text;
BEGIN
    FOR part IN
        SELECT parted.oid AS whole, tree.relid AS name
        FROM pg_class parted, LATERAL pg_partition_tree(parted.oid) tree
        WHERE parted.relkind = 'p' AND starts_with(parted.relname, 'loyalty_')
            AND tree.level > 0
    LOOP
        FOR guard IN
            SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t
            WHERE t.tgrelid = part.whole AND NOT t.tgisinternal
                AND t.tgtype::integer & 1 = 0 -- PostgreSQL copies those of rows itself
        LOOP
            EXECUTE regexp_replace(
                replace(guard, 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER'),
                ' ON \S+ ', format(' ON %s ', part.name));
        END LOOP;
    END LOOP;
END $$;

-- 5. Room on the page, so that an update stays on it ---------------------------

DO $$
DECLARE part record;
BEGIN
    FOR part IN
        SELECT tree.relid AS name, room.fillfactor
        FROM (VALUES ('loyalty_account'::regclass, 75), ('loyalty_lot', 80),
            ('loyalty_hold', 80)) AS room (whole, fillfactor),
            LATERAL pg_partition_tree(room.whole) tree
        WHERE tree.isleaf
    LOOP
        EXECUTE format('ALTER TABLE %s SET (fillfactor = %s)', part.name,
            part.fillfactor);
    END LOOP;
END $$;
