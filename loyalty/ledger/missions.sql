-- Missions are decided on, begun and paid (docs/adr/0056-*.md). What each of them asks for
-- and gives is read here, from the version: whoever calls names a step, never points.

CREATE FUNCTION ledger.decide_mission(
    version ledger.key, kind ledger.words, actor ledger.key, at ledger.moment,
    note ledger.note
) RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO loyalty_missiondecision (version_id, kind, actor_id, taken_at, note)
        SELECT v.id, kind, actor, at, note
        FROM loyalty_missionversion v WHERE v.id = version
        RETURNING id
$$;

-- The most that a member can get by it.
CREATE FUNCTION ledger.mission_worth(version bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT v.bonus + coalesce((SELECT sum(s.points * s.times) FROM loyalty_missionstep s
        WHERE s.version_id = v.id), 0)::bigint
    FROM loyalty_missionversion v WHERE v.id = version
$$;

-- From when an approved version holds: never before it was approved.
CREATE FUNCTION ledger.mission_opens(version bigint) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT greatest(v.starts_at, d.taken_at) FROM loyalty_missionversion v
    JOIN loyalty_missiondecision d ON d.version_id = v.id AND d.kind = 'approved'
    WHERE v.id = version
$$;

-- Whether it can be begun: no later version holds, and nobody has ended the mission.
CREATE FUNCTION ledger.mission_holds(version bigint, at timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce(ledger.mission_opens(v.id) <= at AND coalesce(at < v.ends_at, true)
        AND NOT EXISTS (SELECT FROM loyalty_missionversion o
            WHERE o.mission_id = v.mission_id AND o.number > v.number
                AND ledger.mission_opens(o.id) <= at)
        AND NOT EXISTS (SELECT FROM loyalty_missionversion o
            JOIN loyalty_missiondecision d ON d.version_id = o.id AND d.kind = 'ended'
            WHERE o.mission_id = v.mission_id), false)
    FROM loyalty_missionversion v WHERE v.id = version
$$;

-- Let a member begin, once a mission, and take all they can get out of its budget. What
-- keeps them from it is a word; NULL says that they have begun.
CREATE FUNCTION ledger.begin_mission(
    member ledger.key, version ledger.key, at ledger.moment, day ledger.day
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE account loyalty_account; said loyalty_missionversion; worth bigint;
BEGIN
    account := ledger._lock(member);
    SELECT * INTO said FROM loyalty_missionversion v WHERE v.id = version;
    IF account.account_id IS NULL OR account.closed_at IS NOT NULL THEN
        RETURN 'not-a-member';
    ELSIF EXISTS (SELECT FROM loyalty_missionpart p
        WHERE p.account_id = member AND p.mission_id = said.mission_id)
    THEN
        RETURN 'begun';
    ELSIF ledger.mission_holds(version, at) IS NOT TRUE
        OR abs(extract(epoch FROM ledger.clock() - at)) > 300
    THEN
        RETURN 'not-open';
    END IF;
    IF said.audience = 'new-members' THEN
        IF account.enrolled_at < ledger.mission_opens(version) THEN
            RETURN 'for-new-members';
        END IF;
        at := account.enrolled_at;
    END IF;
    IF loyalty_is_day_of(day, at) IS NOT TRUE THEN
        RAISE EXCEPTION '% is no day of %', day, at
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    worth := ledger.mission_worth(version);
    UPDATE loyalty_missionbudget b SET points = b.points - worth
        WHERE b.mission_id = said.mission_id AND b.points >= worth;
    IF NOT FOUND THEN RETURN 'full'; END IF;
    INSERT INTO loyalty_missionpart (
        account_id, mission_id, version_id, began_at, began_on, promised
    ) VALUES (member, said.mission_id, version, at, day, worth);
    RETURN NULL;
END $$;

-- Until when deeds count: the end that was said, or the day on which somebody ended it.
CREATE FUNCTION ledger.mission_ends(version bigint) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT least(v.ends_at, (SELECT min(d.taken_at) FROM loyalty_missionversion o
        JOIN loyalty_missiondecision d ON d.version_id = o.id AND d.kind = 'ended'
        WHERE o.mission_id = v.mission_id))
    FROM loyalty_missionversion v WHERE v.id = version
$$;

-- How much a member did of what a step asks for: at least as much as it was done often,
-- since a row of days is counted as its days.
CREATE FUNCTION ledger.mission_units(member bigint, asked loyalty_missionstep)
RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(CASE asked.kind WHEN 'pieces' THEN d.pieces ELSE 1 END), 0)::bigint
    FROM loyalty_missionpart p
    JOIN loyalty_missionversion v ON v.id = p.version_id
    JOIN loyalty_missiondeed d ON d.account_id = p.account_id
        AND d.kind = CASE asked.kind WHEN 'order-with' THEN 'order'
            WHEN 'pieces' THEN 'goods' WHEN 'streak' THEN 'check-in' ELSE asked.kind END
    WHERE p.account_id = member AND p.version_id = asked.version_id
        AND (asked.kind NOT IN ('order-with', 'pieces') OR d.labels && asked.labels)
        AND (asked.kind NOT IN ('story', 'quiz')
            OR d.reference = concat_ws(':', asked.kind, asked.version_id, asked.number))
        AND (asked.kind IN ('address', 'profile')
            OR d.happened_at >= p.began_at - make_interval(hours => 24 * CASE
                WHEN d.kind IN ('order', 'goods') THEN v.looks_back ELSE 0 END)
            AND coalesce(d.happened_at < ledger.mission_ends(p.version_id), true))
$$;

-- What a step gives, if it was done so often and its day has come; NULL if not.
CREATE FUNCTION ledger.mission_gives(
    member bigint, version bigint, step integer, nth integer, at timestamptz
) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT v.bonus FROM loyalty_missionversion v
    WHERE v.id = version AND step = 0 AND nth = 1 AND v.bonus > 0
        AND NOT EXISTS (SELECT FROM loyalty_missionstep s WHERE s.version_id = v.id
            AND ledger.mission_units(member, s) < s.goal)
    UNION ALL
    SELECT s.points FROM loyalty_missionstep s JOIN loyalty_missionpart p
        ON p.account_id = member AND p.version_id = s.version_id
    WHERE s.version_id = version AND s.number = step AND s.points > 0
        AND nth BETWEEN 1 AND s.times AND ledger.mission_units(member, s) >= s.goal * nth
        AND (at AT TIME ZONE :'zone')::date >= p.began_on + s.opens_after
$$;

-- Give what a step gives. Asked again for the same, it says what was given the first time.
CREATE FUNCTION ledger.pay_mission(
    member ledger.key, version ledger.key, step ledger.number, nth ledger.number,
    at ledger.moment,
    why ledger.facts, expires ledger.due
) RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE account loyalty_account; gives bigint;
BEGIN
    account := ledger._lock(member);
    IF account.account_id IS NULL THEN RETURN ledger._refused('not-a-member'); END IF;
    SELECT r.points INTO gives FROM loyalty_missionreward r
        WHERE r.account_id = member AND r.version_id = version
            AND r.step = pay_mission.step AND r.nth = pay_mission.nth;
    IF NOT FOUND THEN
        IF account.closed_at IS NOT NULL THEN RETURN ledger._closed(member); END IF;
        IF ledger._lasts_too_long(at, NULL, expires) THEN
            RETURN ledger._refused('expires-too-late');
        END IF;
        IF NOT EXISTS (SELECT FROM loyalty_missionpart p
            WHERE p.account_id = member AND p.version_id = version)
        THEN
            RETURN ledger._refused('not-begun');
        END IF;
        gives := ledger.mission_gives(member, version, step, nth, at);
        IF gives IS NULL THEN RETURN ledger._refused('not-done'); END IF;
        INSERT INTO loyalty_missionreward (
            account_id, version_id, step, nth, points, given_at
        ) VALUES (member, version, step, nth, gives, at);
    END IF;
    RETURN ledger.accrue(member, gives, concat_ws(':', 'mission', version, step, nth), at,
        why, NULL, expires, false, NULL);
END $$;
