-- What the tables of missions refuse, whoever writes to them. Read with models/mission.py.
-- Each function says where its names are: a table of the session would be looked at first.

-- Missions are written by those who draft them, and decided on by others.
CREATE OR REPLACE FUNCTION loyalty_mission_is_of_now() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM loyalty_may_write(NEW.author_id, 'draft_mission', NEW.drafted_at);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER drafted_now BEFORE INSERT ON loyalty_mission
    FOR EACH ROW EXECUTE FUNCTION loyalty_mission_is_of_now();
CREATE OR REPLACE TRIGGER drafted_now BEFORE INSERT ON loyalty_missionversion
    FOR EACH ROW EXECUTE FUNCTION loyalty_mission_is_of_now();

-- Steps come with their version, before anybody decided on it.
CREATE OR REPLACE FUNCTION loyalty_mission_step_is_of_now() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE said loyalty_missionversion;
BEGIN
    SELECT * INTO said FROM loyalty_missionversion v WHERE v.id = NEW.version_id;
    PERFORM loyalty_may_write(said.author_id, 'draft_mission', said.drafted_at);
    IF EXISTS (SELECT FROM loyalty_missiondecision d WHERE d.version_id = said.id) THEN
        RAISE EXCEPTION 'version % was decided on', said.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER drafted_now BEFORE INSERT ON loyalty_missionstep
    FOR EACH ROW EXECUTE FUNCTION loyalty_mission_step_is_of_now();

-- Another budget than before leaves what it is more, or takes what it is less: what was
-- promised stays promised, and below that no budget goes (a constraint).
CREATE OR REPLACE FUNCTION loyalty_mission_fund(said loyalty_missionversion)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE earlier bigint;
BEGIN
    SELECT v.budget INTO earlier FROM loyalty_missionversion v
        JOIN loyalty_missiondecision d ON d.version_id = v.id AND d.kind = 'approved'
        WHERE v.mission_id = said.mission_id AND v.number < said.number
        ORDER BY v.number DESC LIMIT 1;
    IF FOUND THEN
        UPDATE loyalty_missionbudget b SET points = b.points + said.budget - earlier
            WHERE b.mission_id = said.mission_id;
    ELSE
        INSERT INTO loyalty_missionbudget VALUES (said.mission_id, said.budget);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION loyalty_mission_goes_on() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE said loyalty_missionversion; taken text[]; is_next boolean;
BEGIN
    PERFORM loyalty_may_write(NEW.actor_id, CASE NEW.kind WHEN 'submitted'
        THEN 'draft_mission' ELSE 'approve_mission' END, NEW.taken_at);
    SELECT * INTO said FROM loyalty_missionversion v WHERE v.id = NEW.version_id;
    PERFORM FROM loyalty_mission m WHERE m.id = said.mission_id FOR UPDATE;
    -- Whoever is writing a step of it ends first, and nobody begins to.
    IF NEW.kind = 'submitted' THEN LOCK TABLE loyalty_missionstep IN SHARE MODE; END IF;
    SELECT array_agg(d.kind) INTO taken FROM loyalty_missiondecision d
        WHERE d.version_id = NEW.version_id;
    is_next := CASE NEW.kind
        WHEN 'submitted' THEN taken IS NULL AND ledger.mission_worth(said.id) > 0
            AND NOT EXISTS (SELECT FROM loyalty_missionversion v
                WHERE v.mission_id = said.mission_id AND v.number > said.number)
        WHEN 'ended' THEN 'approved' = ANY (taken)
        WHEN 'turned-down' THEN taken = '{submitted}'
        -- Nobody approves what is their own.
        ELSE taken = '{submitted}' AND NEW.actor_id <> said.author_id
            AND coalesce(said.ends_at > NEW.taken_at, true)
            AND NOT EXISTS (SELECT FROM loyalty_missiondecision d
                WHERE d.version_id = NEW.version_id AND d.actor_id = NEW.actor_id)
            AND NOT EXISTS (SELECT FROM loyalty_missionversion v
                JOIN loyalty_missiondecision d ON d.version_id = v.id
                WHERE v.mission_id = said.mission_id AND v.number > said.number
                    AND d.kind = 'approved')
    END;
    -- What was ended does not begin again, and is not ended twice, in no version.
    IF is_next AND NEW.kind <> 'turned-down' THEN
        is_next := NOT EXISTS (SELECT FROM loyalty_missiondecision d
            JOIN loyalty_missionversion v ON v.id = d.version_id
            WHERE v.mission_id = said.mission_id AND d.kind = 'ended');
    END IF;
    IF is_next IS NOT TRUE THEN
        RAISE EXCEPTION 'version % is not %', NEW.version_id, NEW.kind
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.kind = 'approved' THEN PERFORM loyalty_mission_fund(said); END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER goes_on BEFORE INSERT ON loyalty_missiondecision
    FOR EACH ROW EXECUTE FUNCTION loyalty_mission_goes_on();

ALTER TABLE loyalty_missionversion
    DROP CONSTRAINT IF EXISTS loyalty_mission_on_days,
    ADD CONSTRAINT loyalty_mission_on_days CHECK (
        loyalty_is_a_day(starts_at) AND loyalty_is_a_day(ends_at)
        AND loyalty_is_a_day(drafted_at)),
    DROP CONSTRAINT IF EXISTS loyalty_mission_has_names,
    ADD CONSTRAINT loyalty_mission_has_names CHECK (
        loyalty_says_something(name_en) AND loyalty_says_something(name_zh_hans));

-- A member goes on under the version that was begun, of the mission it is of.
ALTER TABLE loyalty_missionversion
    DROP CONSTRAINT IF EXISTS loyalty_mission_of_version CASCADE,
    ADD CONSTRAINT loyalty_mission_of_version UNIQUE (id, mission_id);
ALTER TABLE loyalty_missionpart
    DROP CONSTRAINT IF EXISTS loyalty_mission_part_its_version,
    ADD CONSTRAINT loyalty_mission_part_its_version
        FOREIGN KEY (version_id, mission_id)
        REFERENCES loyalty_missionversion (id, mission_id),
    DROP CONSTRAINT IF EXISTS loyalty_mission_part_once CASCADE,
    ADD CONSTRAINT loyalty_mission_part_once UNIQUE (account_id, version_id);
-- Nobody is given anything for what they have not begun.
ALTER TABLE loyalty_missionreward
    DROP CONSTRAINT IF EXISTS loyalty_mission_reward_its_part,
    ADD CONSTRAINT loyalty_mission_reward_its_part
        FOREIGN KEY (account_id, version_id)
        REFERENCES loyalty_missionpart (account_id, version_id);

-- Whether a moment is of that date in the programme's zone, as the settings had it when the
-- guards were put up: a day has one check-in, wherever on earth it is over already.
CREATE OR REPLACE FUNCTION loyalty_is_day_of(day date, moment timestamptz)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN day = (moment AT TIME ZONE :'zone')::date;
END $$;

-- What somebody did is written down now, under the one name it has. What only the shop
-- knows, the address and the orders, its own guards look at.
CREATE OR REPLACE FUNCTION loyalty_deed_is_of_now() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF abs(extract(epoch FROM ledger.clock() - NEW.noted_at)) > 300
        OR NOT loyalty_is_day_of(NEW.day, NEW.happened_at)
        OR NOT EXISTS (SELECT FROM loyalty_account a
            WHERE a.account_id = NEW.account_id AND a.closed_at IS NULL)
        OR (CASE
            WHEN NEW.kind IN ('order', 'goods') THEN
                starts_with(NEW.reference, NEW.kind || ':')
            WHEN NEW.happened_at <> NEW.noted_at OR NEW.pieces <> 1 OR NEW.labels <> '{}'
                THEN false
            WHEN NEW.kind = 'check-in' THEN NEW.reference = 'check-in:' || NEW.day
            WHEN NEW.kind IN ('story', 'quiz') THEN EXISTS (
                SELECT FROM loyalty_missionpart p
                JOIN loyalty_missionstep s ON s.version_id = p.version_id
                WHERE p.account_id = NEW.account_id AND s.kind = NEW.kind
                    AND NEW.reference = concat_ws(':', s.kind, s.version_id, s.number))
            ELSE NEW.reference = NEW.kind
        END) IS NOT TRUE
    THEN
        RAISE EXCEPTION 'account % has not done %', NEW.account_id, NEW.reference
            USING ERRCODE = 'check_violation', CONSTRAINT = 'loyalty_deed_is_of_now';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER noted_now BEFORE INSERT ON loyalty_missiondeed
    FOR EACH ROW EXECUTE FUNCTION loyalty_deed_is_of_now();

-- What is posted under a mission's name, or nearly, is a reward that was given, to whom it
-- was given. How many points a posting gives is what its figures are more than those before.
CREATE OR REPLACE FUNCTION loyalty_mission_pays_its_rewards() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE paid bigint := NEW.available_after + NEW.pending_after + NEW.held_after
    - NEW.owed_after - coalesce((
        SELECT p.available_after + p.pending_after + p.held_after - p.owed_after
        FROM loyalty_posting p
        WHERE p.account_id = NEW.account_id AND p.version = NEW.version - 1), 0);
BEGIN
    IF NOT EXISTS (
        SELECT FROM loyalty_missionreward r
        WHERE r.account_id = NEW.account_id AND r.points = paid
            AND NEW.reference = concat_ws(':', 'mission', r.version_id, r.step, r.nth))
    THEN
        RAISE EXCEPTION '% pays nothing to account %', NEW.reference, NEW.account_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'mission_pays_its_rewards';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER mission_pays_its_rewards BEFORE INSERT ON loyalty_posting
    FOR EACH ROW WHEN (NEW.kind = 'accrual' AND NEW.reference ~* '^\W*mission')
    EXECUTE FUNCTION loyalty_mission_pays_its_rewards();

-- All of it is for ever; a budget changes, and stays.
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON loyalty_mission
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON loyalty_missionversion
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON loyalty_missionstep
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON loyalty_missiondecision
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON loyalty_missionpart
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON loyalty_missiondeed
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON loyalty_missionreward
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
CREATE OR REPLACE TRIGGER stays BEFORE DELETE OR TRUNCATE ON loyalty_missionbudget
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_is_append_only();
