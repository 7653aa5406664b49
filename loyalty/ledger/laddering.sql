-- What the tables refuse of ladders of tiers, whoever writes to them (guards.sql for the
-- rest). Nothing is locked: a ladder is written with its tiers before anybody sees it, and
-- an index lets one decision stand.

-- A ladder is written by those who draft, of now; the next number is the next.
CREATE OR REPLACE FUNCTION loyalty_ladder_is_of_now() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM loyalty_may_write(NEW.author_id, 'draft_ladder', NEW.drafted_at);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER drafted_now BEFORE INSERT ON loyalty_ladder
    FOR EACH ROW EXECUTE FUNCTION loyalty_ladder_is_of_now();

-- Tiers come one after the other, each dearer than the one before, and none once somebody
-- was asked to decide.
CREATE OR REPLACE FUNCTION loyalty_tier_is_next() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE before loyalty_tier;
BEGIN
    IF EXISTS (SELECT FROM loyalty_ladderstep s WHERE s.version_id = NEW.ladder_id) THEN
        RAISE EXCEPTION 'ladder % is no draft', NEW.ladder_id
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
    END IF;
    SELECT * INTO before FROM loyalty_tier t WHERE t.ladder_id = NEW.ladder_id
        ORDER BY t.place DESC LIMIT 1;
    IF NEW.place IS DISTINCT FROM coalesce(before.place + 1, 0)
        OR NEW.threshold <= before.threshold
    THEN
        RAISE EXCEPTION 'tier % of ladder % does not rise', NEW.code, NEW.ladder_id
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER rises BEFORE INSERT ON loyalty_tier
    FOR EACH ROW EXECUTE FUNCTION loyalty_tier_is_next();

CREATE OR REPLACE FUNCTION loyalty_ladder_goes_on() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE said loyalty_ladder; taken text[]; is_next boolean;
BEGIN
    PERFORM loyalty_may_write(NEW.actor_id, CASE NEW.kind WHEN 'submitted'
        THEN 'draft_ladder' ELSE 'approve_ladder' END, NEW.taken_at);
    SELECT * INTO said FROM loyalty_ladder l WHERE l.id = NEW.version_id;
    SELECT array_agg(s.kind) INTO taken FROM loyalty_ladderstep s
        WHERE s.version_id = NEW.version_id;
    is_next := CASE NEW.kind
        -- A ladder of one step is none.
        WHEN 'submitted' THEN taken IS NULL AND (
            SELECT count(*) FROM loyalty_tier t WHERE t.ladder_id = said.id) >= 2
            AND NOT EXISTS (SELECT FROM loyalty_ladder l WHERE l.number > said.number)
        WHEN 'turned-down' THEN taken = '{submitted}'
        -- Nobody approves what is their own.
        ELSE taken = '{submitted}' AND NEW.actor_id <> said.author_id
            AND NOT EXISTS (SELECT FROM loyalty_ladderstep s
                WHERE s.version_id = NEW.version_id AND s.actor_id = NEW.actor_id)
    END;
    IF is_next IS NOT TRUE THEN
        RAISE EXCEPTION 'ladder % is not %', NEW.version_id, NEW.kind
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER goes_on BEFORE INSERT ON loyalty_ladderstep
    FOR EACH ROW EXECUTE FUNCTION loyalty_ladder_goes_on();

ALTER TABLE loyalty_tier
    DROP CONSTRAINT IF EXISTS loyalty_tier_has_names,
    ADD CONSTRAINT loyalty_tier_has_names CHECK (loyalty_says_something(name_en)
        AND loyalty_says_something(name_zh_hans) AND loyalty_says_something(code));

CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON loyalty_ladder
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON loyalty_tier
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON loyalty_ladderstep FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();

DO $$
DECLARE guard regprocedure;
BEGIN
    FOREACH guard IN ARRAY ARRAY['loyalty_ladder_is_of_now()', 'loyalty_tier_is_next()',
        'loyalty_ladder_goes_on()']::regprocedure[]
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', guard);
    END LOOP;
END $$;
