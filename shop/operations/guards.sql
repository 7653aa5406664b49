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
CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE ON payments_refundelsewhere
    FOR EACH STATEMENT EXECUTE FUNCTION shop_rows_stay();
CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE ON payments_dispute
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

-- The service pays once under a key, and is asked by the name it gave: neither changes
-- but where it has failed. What is paid out is not to be sent again, and what people
-- paid out is over.
CREATE OR REPLACE TRIGGER is_sent_once BEFORE UPDATE ON payments_refund
    FOR EACH ROW WHEN (
        OLD.state <> 'failed' AND (OLD.key NOT IN ('', NEW.key)
            OR OLD.provider_id NOT IN ('', NEW.provider_id))
        OR OLD.state IN ('succeeded', 'requested') AND NEW.state = 'promised'
        OR OLD.state = 'succeeded' AND (OLD.attempt_id IS NULL OR OLD.provider_id = '')
            AND (OLD.state, OLD.paid_out_at, OLD.due_at) IS DISTINCT FROM
                (NEW.state, NEW.paid_out_at, NEW.due_at)
    ) EXECUTE FUNCTION shop_refund_stays_what_it_is();

-- An entry of the log is no later than the ledger's clock, and is of some day. Earlier
-- ones come with a history that is brought in: when it came is written beside it.
CREATE OR REPLACE FUNCTION shop_entry_is_of_some_time() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.written_at := clock_timestamp();
    IF to_regprocedure('ledger.clock()') IS NULL THEN
        RETURN NEW; -- migrations are under way
    END IF;
    IF NOT loyalty_is_a_day(NEW.recorded_at)
        OR NEW.recorded_at > ledger.clock() + interval '5 minutes' THEN
        RAISE EXCEPTION 'an entry of % is of no time yet', NEW.recorded_at
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER of_some_time BEFORE INSERT ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION shop_entry_is_of_some_time();

-- What only staff can do with points is signed by somebody who may, and who is not the
-- member.
CREATE OR REPLACE FUNCTION shop_entry_is_signed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF to_regprocedure('ledger.may(bigint, text)') IS NULL THEN
        RETURN NEW; -- migrations are under way
    END IF;
    IF NEW.subject = 'member:' || NEW.actor_id
        OR NOT ledger.may(NEW.actor_id, CASE
            WHEN starts_with(NEW.action, 'merge.') THEN 'merge_accounts'
            WHEN NEW.action IN ('points.publish-rule', 'referral.publish-terms')
                THEN 'publish_rule'
            ELSE 'adjust_points' END)
    THEN
        RAISE EXCEPTION '% of % is signed by nobody who may', NEW.action, NEW.subject
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER signed BEFORE INSERT ON audit_entry
    FOR EACH ROW WHEN (NEW.action IN ('points.adjust', 'points.propose', 'points.decline',
        'points.extend', 'points.grant', 'points.import', 'points.publish-rule',
        'referral.approve', 'referral.decline', 'referral.publish-terms', 'merge.propose', 'merge.approve', 'merge.withdraw'))
    EXECUTE FUNCTION shop_entry_is_signed();

-- Who brought whom is said once and stays. Only who has just become a member was brought,
-- by somebody who was one before: so nobody brings their referrer, round any corner.
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON referrals_referral
    FOR EACH STATEMENT EXECUTE FUNCTION shop_rows_stay();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON referrals_link
    FOR EACH STATEMENT EXECUTE FUNCTION shop_rows_stay();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON referrals_terms
    FOR EACH STATEMENT EXECUTE FUNCTION shop_rows_stay();
CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE ON referrals_reward
    FOR EACH STATEMENT EXECUTE FUNCTION shop_rows_stay();

-- It is written down now, by the clock the ledger goes by, on terms that were there.
CREATE OR REPLACE FUNCTION shop_friend_is_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF abs(extract(epoch FROM ledger.clock() - NEW.referred_at)) > 300 OR NOT EXISTS (
        SELECT FROM loyalty_account f JOIN loyalty_account r ON r.account_id = NEW.referrer_id
            JOIN referrals_terms t ON t.version = NEW.terms_id
                AND t.published_at <= NEW.referred_at + interval '5 minutes'
        WHERE f.account_id = NEW.friend_id AND r.enrolled_at < f.enrolled_at
            AND NEW.referred_at - f.enrolled_at BETWEEN interval '0' AND interval '5 minutes')
    THEN
        RAISE EXCEPTION 'member % was not brought by %', NEW.friend_id, NEW.referrer_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'referral_of_a_new_member';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER of_a_new_member BEFORE INSERT ON referrals_referral
    FOR EACH ROW EXECUTE FUNCTION shop_friend_is_new();

-- Terms are written by who may publish them, now.
CREATE OR REPLACE FUNCTION shop_terms_are_of_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM loyalty_may_write(NEW.author_id, 'publish_rule', NEW.published_at);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER published_now BEFORE INSERT ON referrals_terms
    FOR EACH ROW WHEN (NEW.version > 1)
    EXECUTE FUNCTION shop_terms_are_of_now();

-- A reward is for the friend's own order, by the terms of the referral, decided once.
CREATE OR REPLACE FUNCTION shop_reward_is_by_its_terms() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.state <> 'waiting' OR
        (OLD.referral_id, OLD.order_id, OLD.signs, OLD.found_at) IS DISTINCT FROM
        (NEW.referral_id, NEW.order_id, NEW.signs, NEW.found_at))
    THEN
        RAISE EXCEPTION 'the reward of referral % was decided', OLD.referral_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'referral_reward_decided_once';
    END IF;
    IF NOT EXISTS (
        SELECT FROM referrals_referral r JOIN referrals_terms t ON t.version = r.terms_id
            JOIN order_order o ON o.id = NEW.order_id AND o.user_id = r.friend_id
                AND o.status = 'delivered' AND o.date_placed >= r.referred_at
        WHERE r.friend_id = NEW.referral_id
            AND NEW.friend_points IN (0, t.friend_points)
            AND NEW.referrer_points IN (0, t.referrer_points)
            AND NEW.decided_by_id IS DISTINCT FROM r.friend_id
            AND NEW.decided_by_id IS DISTINCT FROM r.referrer_id)
    THEN
        RAISE EXCEPTION 'the reward of referral % is not by its terms', NEW.referral_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'referral_reward_by_its_terms';
    END IF;
    IF NEW.decided_by_id IS NOT NULL AND NOT ledger.may(NEW.decided_by_id, 'adjust_points')
    THEN
        RAISE EXCEPTION '% may not decide on referrals', NEW.decided_by_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'referral_reward_by_who_may';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER by_its_terms BEFORE INSERT OR UPDATE ON referrals_reward
    FOR EACH ROW EXECUTE FUNCTION shop_reward_is_by_its_terms();

-- What is posted for a referral goes to its two people, each once (the ledger knows an
-- accrual by its reference), and to nobody above them: there is no second level. How many
-- points a posting gives is what the figures after it are more than those before.
CREATE OR REPLACE FUNCTION shop_referral_pays_its_two() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE points bigint := NEW.available_after + NEW.pending_after + NEW.held_after
    - NEW.owed_after - coalesce((
        SELECT p.available_after + p.pending_after + p.held_after - p.owed_after
        FROM loyalty_posting p
        WHERE p.account_id = NEW.account_id AND p.version = NEW.version - 1), 0);
BEGIN
    IF NOT EXISTS (
        SELECT FROM referrals_referral r JOIN referrals_reward w ON w.referral_id = r.friend_id
        WHERE r.friend_id = CASE WHEN NEW.reference ~ '^referral:[1-9][0-9]{0,17}$'
                THEN substr(NEW.reference, 10)::bigint END
            AND w.state = 'given' AND points > 0
            AND (NEW.account_id = r.friend_id AND w.friend_points = points
                OR NEW.account_id = r.referrer_id AND w.referrer_points = points))
    THEN
        RAISE EXCEPTION '% pays nothing to account %', NEW.reference, NEW.account_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'referral_pays_its_two';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER pays_its_two BEFORE INSERT ON loyalty_posting
    FOR EACH ROW WHEN (NEW.kind = 'accrual' AND NEW.reference ~* '^\W*referral') -- or nearly
    EXECUTE FUNCTION shop_referral_pays_its_two();

-- All accounts of the person who has one: those merged into it, and what it is merged into.
CREATE OR REPLACE FUNCTION shop_accounts_of(person bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH RECURSIVE heirs (id) AS (
        SELECT person
        UNION SELECT m.into_account FROM loyalty_merge m JOIN heirs ON m.account_id = heirs.id
    ), them (id) AS (
        SELECT id FROM heirs
        UNION SELECT m.account_id FROM loyalty_merge m JOIN them ON m.into_account = them.id
    )
    SELECT id FROM them
$$;

-- A tier is bought: whoever holds one, or ordered with one, has paid for goods that they
-- kept as much as that tier ever asked for. Whether it was within a year is for the books
-- (shop/rewards/standing.py); the first is for everybody.
CREATE OR REPLACE FUNCTION shop_has_bought_for(person bigint, tier text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(least.threshold = 0 OR (
        WITH RECURSIVE them (id) AS (
            SELECT person
            UNION SELECT m.account_id FROM loyalty_merge m JOIN them ON m.into_account = them.id
        )
        SELECT sum(l.line_price_incl_tax - l.refunded) >= least.threshold
        FROM order_order o JOIN order_line l ON l.order_id = o.id
        WHERE o.user_id IN (SELECT id FROM them) AND o.paid_at IS NOT NULL
            AND o.status NOT IN ('cancelled', 'lapsed')
    ), false)
    FROM (
        SELECT min(t.threshold) AS threshold
        FROM loyalty_tier t JOIN loyalty_ladderstep s ON s.version_id = t.ladder_id
        WHERE t.code = tier AND s.kind = 'approved'
    ) least
$$;

-- The days that a standing names are those of somebody who bought: held since a day on which
-- there was a ladder, and that is here, and through a year after something was paid or a
-- ladder began: the day of its approval, or the next one. As zones differ, each may be a day
-- off. After it comes a lower tier.
CREATE OR REPLACE FUNCTION shop_could_stand(standing loyalty_tierstanding) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH day AS (SELECT (ledger.clock() AT TIME ZONE 'UTC' + interval '14 hours')::date AS last),
    begun AS (
        SELECT l.id, greatest(l.starts_on,
            (s.taken_at AT TIME ZONE 'UTC' - interval '12 hours')::date) AS soonest,
            greatest(l.starts_on,
            (s.taken_at AT TIME ZONE 'UTC' + interval '38 hours')::date) AS latest
        FROM loyalty_ladder l JOIN loyalty_ladderstep s ON s.version_id = l.id
        WHERE s.kind = 'approved'
    ), paid AS (
        SELECT min(o.paid_at AT TIME ZONE 'UTC' - interval '12 hours')::date AS first,
            max(o.paid_at AT TIME ZONE 'UTC' + interval '14 hours')::date AS last
        FROM order_order o
        WHERE o.user_id IN (SELECT shop_accounts_of(standing.account_id))
    )
    SELECT standing.since >= (SELECT min(b.soonest) FROM begun b)
        AND (standing.since <= day.last) IS NOT FALSE
        AND (standing.through IS NULL OR standing.since >= paid.first AND standing.through <=
            greatest(paid.last, (SELECT max(b.latest) FROM begun b
                WHERE (b.soonest <= day.last) IS NOT FALSE)) + interval '1 year')
        AND (standing.after = '' OR EXISTS (
            SELECT FROM begun b JOIN loyalty_tier held ON held.ladder_id = b.id
                JOIN loyalty_tier lower ON lower.ladder_id = b.id AND lower.place < held.place
            WHERE held.code = standing.code AND lower.code = standing.after))
    FROM day, paid
$$;

CREATE OR REPLACE FUNCTION shop_tier_is_bought() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT shop_has_bought_for(NEW.account_id, NEW.code) THEN
        RAISE EXCEPTION 'account % has not bought for %', NEW.account_id, NEW.code
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tier_is_bought';
    END IF;
    IF shop_could_stand(NEW) IS NOT TRUE THEN
        RAISE EXCEPTION 'account % cannot hold % since % through %, then %', NEW.account_id,
            NEW.code, NEW.since, NEW.through, NEW.after
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tier_is_held_for_a_year';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER is_bought BEFORE INSERT OR UPDATE ON loyalty_tierstanding
    FOR EACH ROW EXECUTE FUNCTION shop_tier_is_bought();

-- What a tier gives by hand is handed out by somebody else, to who has bought for the tier,
-- and once in 365 days to one person: the year that it is said to be of can begin anew.
CREATE OR REPLACE FUNCTION shop_perk_is_given_once() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE theirs bigint[] := ARRAY(SELECT shop_accounts_of(NEW.member_id));
BEGIN
    -- Two who hand it out at once wait for each other, and the second sees the first.
    PERFORM FROM users_user u WHERE u.id = ANY (theirs) ORDER BY u.id FOR NO KEY UPDATE;
    IF NEW.given_by_id = ANY (theirs)
        OR NEW.given_at > ledger.clock() + interval '5 minutes'
        OR NEW.begins > (NEW.given_at AT TIME ZONE 'UTC' + interval '14 hours')::date
        OR NOT shop_has_bought_for(NEW.member_id, NEW.tier)
        OR EXISTS (SELECT FROM rewards_perkgiven p
            WHERE p.member_id = ANY (theirs) AND p.tier = NEW.tier
                AND abs(extract(epoch FROM p.given_at - NEW.given_at)) < 365 * 86400)
    THEN
        RAISE EXCEPTION 'nothing of % is due to account %', NEW.tier, NEW.member_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'perk_is_given_once';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gives_once BEFORE INSERT ON rewards_perkgiven
    FOR EACH ROW EXECUTE FUNCTION shop_perk_is_given_once();

CREATE OR REPLACE FUNCTION shop_order_has_its_tier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR NOT shop_has_bought_for(NEW.user_id, (
        SELECT t.code FROM loyalty_tier t WHERE t.id = NEW.tier_id))
    THEN
        RAISE EXCEPTION 'order % was not placed with tier %', NEW.number, NEW.tier_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_has_its_tier';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER has_its_tier BEFORE INSERT ON order_order
    FOR EACH ROW WHEN (NEW.tier_id IS NOT NULL) EXECUTE FUNCTION shop_order_has_its_tier();
CREATE OR REPLACE TRIGGER keeps_its_tier BEFORE UPDATE OF tier_id, tier_saved ON order_order
    FOR EACH ROW WHEN ((OLD.tier_id, OLD.tier_saved) IS DISTINCT FROM
        (NEW.tier_id, NEW.tier_saved))
    EXECUTE FUNCTION shop_order_has_its_tier();

-- What it used of a voucher is said when it is placed. What came back of that since, the
-- entries of the voucher say.
CREATE OR REPLACE FUNCTION shop_order_keeps_its_voucher() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% %: what it used of a voucher stays', TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'order_keeps_its_voucher';
END $$;

CREATE OR REPLACE TRIGGER keeps_its_voucher BEFORE UPDATE OF voucher_points ON order_order
    FOR EACH ROW WHEN (OLD.voucher_points <> NEW.voucher_points)
    EXECUTE FUNCTION shop_order_keeps_its_voucher();
CREATE OR REPLACE TRIGGER keeps_its_voucher
    BEFORE UPDATE OF voucher_points, voucher_discount ON order_line
    FOR EACH ROW WHEN ((OLD.voucher_points, OLD.voucher_discount) IS DISTINCT FROM
        (NEW.voucher_points, NEW.voucher_discount))
    EXECUTE FUNCTION shop_order_keeps_its_voucher();

-- What an order earns by a tier it earns by the one that it was placed with.
CREATE OR REPLACE FUNCTION shop_tier_gives_to_its_orders() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM order_order o, jsonb_array_elements(NEW.shares) s
        WHERE o.number = NEW.reference AND s ->> 'source' = 'tier'
            AND (s ->> 'version')::bigint IS DISTINCT FROM o.tier_id)
    THEN
        RAISE EXCEPTION 'order % was placed with another tier', NEW.reference
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tier_gives_to_its_orders';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER tier_gives BEFORE INSERT ON loyalty_posting
    FOR EACH ROW WHEN (NEW.kind = 'accrual' AND NEW.shares IS NOT NULL)
    EXECUTE FUNCTION shop_tier_gives_to_its_orders();

-- Whether an order can have been kept by then: no return is under way, and the fortnight is
-- over that buyers have at least. That the shop's own window is over too, which is known to
-- its settings alone, shop/missions/reconciliation.py proves.
CREATE OR REPLACE FUNCTION shop_may_be_kept(wanted order_order, noted_at timestamptz)
RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT wanted.status = 'delivered'
        -- An hour less: a night in autumn has one more than the calendar's days say.
        AND noted_at >= wanted.delivered_at + interval '335 hours'
        AND NOT EXISTS (SELECT FROM returns_returnrequest r
            WHERE r.order_id = wanted.id AND r.state IN ('requested', 'sent', 'part'))
$$;

-- What a member is said to have done is so: the address is confirmed, the profile complete,
-- the order theirs, delivered, and as much of it kept (docs/adr/0056-*.md).
CREATE OR REPLACE FUNCTION shop_deed_is_a_members_own() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF (CASE NEW.kind
        WHEN 'address' THEN EXISTS (SELECT FROM users_user u
            WHERE u.id = NEW.account_id AND u.confirmed_at IS NOT NULL)
        WHEN 'profile' THEN EXISTS (SELECT FROM users_user u
            JOIN address_useraddress a ON a.user_id = u.id
            WHERE u.id = NEW.account_id AND u.last_name <> '')
        WHEN 'order' THEN NEW.pieces = 1 AND EXISTS (SELECT FROM order_order o
            WHERE o.user_id = NEW.account_id AND shop_may_be_kept(o, NEW.noted_at)
                AND o.date_placed = NEW.happened_at AND NEW.reference = 'order:' || o.number
                AND NEW.labels <@ (SELECT coalesce(array_agg(label), '{}')
                    FROM order_line l, unnest(l.labels) label
                    WHERE l.order_id = o.id AND l.returned_quantity < l.quantity)
                AND EXISTS (SELECT FROM order_line l WHERE l.order_id = o.id
                    AND l.returned_quantity < l.quantity))
        WHEN 'goods' THEN EXISTS (SELECT FROM order_line l JOIN order_order o ON o.id = l.order_id
            WHERE o.user_id = NEW.account_id AND shop_may_be_kept(o, NEW.noted_at)
                AND o.date_placed = NEW.happened_at
                AND NEW.reference = concat_ws(':', 'goods', o.number, l.id)
                AND NEW.pieces <= l.quantity - l.returned_quantity AND NEW.labels <@ l.labels)
        ELSE true
    END) IS NOT TRUE
    THEN
        RAISE EXCEPTION 'account % has not done %', NEW.account_id, NEW.reference
            USING ERRCODE = 'check_violation', CONSTRAINT = 'deed_is_a_members_own';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER a_members_own BEFORE INSERT ON loyalty_missiondeed
    FOR EACH ROW EXECUTE FUNCTION shop_deed_is_a_members_own();

-- What guards a table finds its names where the owner put them: a table of the session
-- would be looked at first. Those of the ledger say so themselves.
DO $$
DECLARE guard regprocedure;
BEGIN
    FOR guard IN
        SELECT p.oid FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace
            AND p.prorettype = 'trigger'::regtype AND pg_has_role(p.proowner, 'USAGE')
            AND NOT starts_with(p.proname, 'loyalty_')
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid
                AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e')
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', guard);
    END LOOP;
END $$;

-- Each moment is of a day that Python can read: one row of infinity would silence whoever
-- reads it, for ever where nothing can be taken away. The ledger's doors have their own.
DO $$
DECLARE one record;
BEGIN
    FOR one IN
        SELECT c.oid::regclass AS "table", string_agg(format(
            'ADD CONSTRAINT %I CHECK (isfinite(%2$I) AND %2$I < %3$L)',
            left(format('%s_is_a_day', a.attname), 63), a.attname, '9999-12-31'), ', '
        ) AS checks
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
            AND NOT c.relispartition
            AND a.atttypid IN ('timestamptz'::regtype, 'date'::regtype)
            AND NOT EXISTS (
                SELECT FROM pg_constraint k WHERE k.conrelid = c.oid
                    AND k.conname = left(format('%s_is_a_day', a.attname), 63))
        GROUP BY c.oid
    LOOP
        EXECUTE format('ALTER TABLE %s %s', one."table", one.checks);
    END LOOP;
END $$;

-- Each number is one: NaN is more than zero to a check, and no page could reckon with it.
-- What was written before this was refused stays.
DO $$
DECLARE one record;
BEGIN
    FOR one IN
        SELECT c.oid::regclass AS "table", string_agg(format(
            'ADD CONSTRAINT %I CHECK (%2$I NOT IN (''NaN'', ''Infinity'', ''-Infinity'')) NOT VALID',
            left(format('%s_is_a_number', a.attname), 63), a.attname), ', '
        ) AS checks
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped AND a.attnum > 0
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
            AND NOT c.relispartition
            AND a.atttypid IN ('numeric'::regtype, 'float8'::regtype, 'float4'::regtype)
            AND NOT EXISTS (
                SELECT FROM pg_constraint k WHERE k.conrelid = c.oid
                    AND k.conname = left(format('%s_is_a_number', a.attname), 63))
        GROUP BY c.oid
    LOOP
        EXECUTE format('ALTER TABLE %s %s', one."table", one.checks);
    END LOOP;
END $$;
