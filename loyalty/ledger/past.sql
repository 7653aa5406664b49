-- Reading the past: what the accounts held at a moment that is over, from the
-- movements. It says what reading.sql would have said then.
--
-- What somebody did counts from its moment on; what time decides counts from the
-- moment it fell due, whether it was booked then, later or never. So an account is
-- taken as it stood before the first deed after `at`, with the dates known then, and
-- time decides the rest. `members` are named: see past_totals for everybody.

CREATE FUNCTION ledger.by_time(kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT kind IN ('lapse', 'maturity', 'expiry') $$;

-- The postings that count. A deed waits for those before it on its account, should
-- two clocks disagree.
CREATE FUNCTION ledger.counted(members bigint[], at timestamptz)
RETURNS SETOF loyalty_posting LANGUAGE sql STABLE AS $$
    SELECT p.* FROM loyalty_account a
    CROSS JOIN LATERAL (
        SELECT min(d.version) AS version FROM loyalty_posting d
        WHERE d.account_id = a.account_id AND d.occurred_at > at
            AND NOT ledger.by_time(d.kind)
    ) later
    JOIN loyalty_posting p ON p.account_id = a.account_id AND p.occurred_at <= at
        AND p.version < coalesce(later.version, a.version + 1)
    WHERE a.account_id = ANY (members)
$$;

-- A lot's date after one more posting: it moves away, never nearer. A give-back
-- revives only what had expired when it came, and a lot once.
CREATE TYPE ledger.dated AS (expires_at timestamptz, had_grace boolean);
CREATE FUNCTION ledger.later_date(
    known ledger.dated, expires timestamptz, revived timestamptz
) RETURNS ledger.dated LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN revived IS NULL THEN (
            greatest((known).expires_at, expires), coalesce((known).had_grace, false)
        )::ledger.dated
        WHEN expires IS NULL OR (known).had_grace OR (known).expires_at > revived
            THEN known
        ELSE (greatest((known).expires_at, expires), true)::ledger.dated
    END
$$;

CREATE AGGREGATE ledger.known_date (expires timestamptz, revived timestamptz) (
    SFUNC = ledger.later_date, STYPE = ledger.dated
);

-- Whether points of a lot were given back after its date before: grace is given once.
CREATE FUNCTION ledger.had_grace(member bigint, lot bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (ledger.known_date(expires_at, revived ORDER BY version)).had_grace, false)
    FROM (
        SELECT version, expires_at, NULL::timestamptz AS revived FROM loyalty_posting
        WHERE account_id = member AND coalesce(related_version, version) = lot
            AND expires_at IS NOT NULL AND kind <> 'give-back'
        UNION ALL
        SELECT p.version, p.expires_at, p.occurred_at FROM loyalty_posting p
        WHERE p.account_id = member AND p.kind = 'give-back'
            AND p.expires_at IS NOT NULL AND EXISTS (
                SELECT FROM loyalty_movement m
                WHERE m.account_id = member AND m.version = p.version
                    AND m.lot_number = lot)
    ) said
$$;

-- What is said of each lot, and of none, is laid out and summed once: however many
-- accounts are asked for, nothing is looked up among them.
CREATE FUNCTION ledger.past_lots(members bigint[], at timestamptz)
RETURNS TABLE (
    account_id bigint, number bigint, granted bigint, available bigint, pending bigint,
    held bigint, repaid bigint, matures_at timestamptz, expires_at timestamptz
) LANGUAGE sql STABLE AS $$
    WITH counted AS MATERIALIZED (
        SELECT *, kind = 'hold' AND count(*) OVER (
            PARTITION BY account_id, coalesce(related_version, version)
        ) = 1 AS unended
        FROM ledger.counted(members, at)
    ), said AS (
        SELECT account_id, m.lot_number AS number, version,
            CASE 'available' WHEN dst THEN points WHEN src THEN -points END AS remaining,
            CASE 'pending' WHEN dst THEN points WHEN src THEN -points END AS pending,
            CASE 'held' WHEN dst THEN points WHEN src THEN -points END AS held,
            CASE 'owed' WHEN src THEN points WHEN dst THEN -points END AS owed,
            NULL::bigint AS lapsed, NULL::timestamptz AS matures_at,
            CASE c.kind WHEN 'give-back' THEN c.expires_at END AS expires_at,
            CASE c.kind WHEN 'give-back' THEN c.occurred_at END AS revived
        FROM counted c JOIN loyalty_movement m USING (account_id, version)
        UNION ALL
        SELECT account_id, coalesce(related_version, version), version, NULL, NULL, NULL,
            NULL, NULL, matures_at, expires_at, NULL
        FROM counted WHERE expires_at IS NOT NULL AND kind <> 'give-back'
        UNION ALL
        SELECT account_id, m.lot_number, version, NULL, NULL, NULL, NULL, m.points, NULL,
            NULL, NULL
        FROM counted c JOIN loyalty_hold h USING (account_id, version)
        JOIN loyalty_movement m USING (account_id, version)
        WHERE c.unended AND h.lapses_at <= at
    ), stored AS (
        SELECT account_id, number, coalesce(sum(remaining), 0) AS remaining,
            coalesce(sum(pending), 0) AS pending, coalesce(sum(held), 0) AS held,
            coalesce(sum(lapsed), 0) AS lapsed,
            coalesce(sum(sum(owed)) OVER (PARTITION BY account_id), 0) AS owed,
            (array_agg(matures_at ORDER BY version DESC)
                FILTER (WHERE matures_at IS NOT NULL))[1] AS matures_at,
            (ledger.known_date(expires_at, revived ORDER BY version)).expires_at
        FROM said GROUP BY account_id, number
    )
    SELECT o.account_id, o.number, l.granted,
        (CASE WHEN o.expires_at > at
            THEN o.remaining + o.lapsed + o.maturing - o.repaid ELSE 0 END)::bigint,
        (o.pending - o.maturing)::bigint, (o.held - o.lapsed)::bigint,
        o.repaid::bigint, o.matures_at, o.expires_at
    FROM (
        SELECT d.*, least(d.maturing, greatest(0, d.owed - (
            sum(d.maturing) OVER (
                PARTITION BY d.account_id ORDER BY d.matures_at, d.number
            ) - d.maturing))) AS repaid
        FROM (
            SELECT *, CASE WHEN matures_at <= at THEN pending ELSE 0 END AS maturing
            FROM stored WHERE remaining <> 0 OR pending <> 0 OR held <> 0
        ) d
    ) o JOIN loyalty_lot l USING (account_id, number)
$$;

CREATE FUNCTION ledger.past_balances(members bigint[], at timestamptz)
RETURNS TABLE (
    account_id bigint, available bigint, pending bigint, held bigint, owed bigint,
    expires_at timestamptz, expiring bigint, matures_at timestamptz, maturing bigint
) LANGUAGE sql STABLE AS $$
    SELECT s.account_id, sum(s.available)::bigint, sum(s.pending)::bigint,
        sum(s.held)::bigint, sum(s.owed)::bigint, min(s.soonest),
        (sum(s.available) FILTER (WHERE s.expires_at = s.soonest))::bigint,
        min(s.next), (sum(s.pending) FILTER (WHERE s.matures_at = s.next))::bigint
    FROM (
        SELECT account_id, available, pending, held, -repaid AS owed, matures_at,
            expires_at, min(expires_at) FILTER (WHERE available > 0) OVER own AS soonest,
            min(matures_at) FILTER (WHERE pending > 0) OVER own AS next
        FROM ledger.past_lots(members, at)
        WINDOW own AS (PARTITION BY account_id)
        UNION ALL
        SELECT account_id, 0, 0, 0,
            CASE 'owed' WHEN src THEN points WHEN dst THEN -points ELSE 0 END,
            NULL, NULL, NULL, NULL
        FROM ledger.counted(members, at) JOIN loyalty_movement m
            USING (account_id, version)
    ) s GROUP BY s.account_id
$$;

-- Everybody together, at several moments with one look at the movements, each at the
-- moment it occurred. What is due and not booked yet is added as if it were: it is as
-- much as is due, however many accounts there are.
CREATE FUNCTION ledger.past_totals(moments timestamptz[])
RETURNS TABLE (
    at timestamptz, members bigint, available bigint, pending bigint, held bigint,
    owed bigint
) LANGUAGE sql STABLE AS $$
    WITH line AS MATERIALIZED (
        SELECT array_agg(m ORDER BY m) AS moments, max(m) AS until
        FROM unnest(moments) m
    ), lapsing AS MATERIALIZED (
        SELECT account_id, m.lot_number AS number, h.lapses_at, m.points
        FROM line, loyalty_hold h JOIN loyalty_movement m USING (account_id, version)
        WHERE h.open AND h.lapses_at <= until
    ), maturing AS MATERIALIZED (
        SELECT account_id, l.matures_at, l.expires_at, l.pending AS points,
            -- What is owed still when those before it have matured.
            least(l.pending, greatest(0, a.owed + l.pending - sum(l.pending) OVER (
                PARTITION BY account_id ORDER BY l.matures_at, l.number))) AS repaid
        FROM line, loyalty_lot l JOIN loyalty_account a USING (account_id)
        WHERE l.pending > 0 AND l.matures_at <= until
    ), expiring AS MATERIALIZED (
        SELECT account_id, number, expires_at, remaining AS points
        FROM line, loyalty_lot WHERE open AND remaining > 0 AND expires_at <= until
    ), expired AS (
        SELECT account_id, e.lot_number AS number, version, p.occurred_at
        FROM loyalty_movement e JOIN loyalty_posting p USING (account_id, version)
        WHERE e.kind = 'expiry'
        UNION ALL
        SELECT account_id, number, 9223372036854775807, expires_at FROM expiring
    ), changes AS (
        SELECT p.occurred_at,
            CASE 'available' WHEN dst THEN points WHEN src THEN -points END AS available,
            CASE 'pending' WHEN dst THEN points WHEN src THEN -points END AS pending,
            CASE 'held' WHEN dst THEN points WHEN src THEN -points END AS held,
            CASE 'owed' WHEN src THEN points WHEN dst THEN -points END AS owed
        FROM loyalty_movement m JOIN loyalty_posting p USING (account_id, version)
        UNION ALL
        SELECT lapses_at, points, NULL, -points, NULL FROM lapsing
        UNION ALL
        SELECT matures_at, points - repaid, -points, NULL, -repaid FROM maturing
        UNION ALL
        SELECT expires_at, -points, NULL, NULL, NULL FROM expiring
        UNION ALL
        SELECT expires_at, repaid - points, NULL, NULL, NULL
        FROM line, maturing WHERE expires_at <= until
        UNION ALL
        SELECT greatest(l.expires_at, g.lapses_at), -g.points, NULL, NULL, NULL
        FROM line, lapsing g JOIN loyalty_lot l USING (account_id, number)
        WHERE l.expires_at <= until
        UNION ALL
        -- Points that were set free after their date expired then, not before.
        SELECT change.occurred_at, change.points, NULL, NULL, NULL
        FROM loyalty_movement f JOIN expired e
            ON e.account_id = f.account_id AND e.number = f.lot_number
            AND e.version > f.version
        JOIN loyalty_posting freed
            ON freed.account_id = f.account_id AND freed.version = f.version
        CROSS JOIN LATERAL (
            VALUES (e.occurred_at, f.points), (freed.occurred_at, -f.points)
        ) change (occurred_at, points)
        WHERE f.src = 'held' AND f.dst = 'available' AND freed.occurred_at > e.occurred_at
    ), steps AS MATERIALIZED (
        -- How many of the moments had passed before it.
        SELECT width_bucket(
                occurred_at - interval '1 microsecond', (SELECT moments FROM line)
            ) AS passed,
            sum(available) AS available, sum(pending) AS pending, sum(held) AS held,
            sum(owed) AS owed
        FROM changes GROUP BY 1
    )
    SELECT t.at, (SELECT count(*) FROM loyalty_account WHERE enrolled_at <= t.at),
        coalesce(sum(s.available), 0)::bigint, coalesce(sum(s.pending), 0)::bigint,
        coalesce(sum(s.held), 0)::bigint, coalesce(sum(s.owed), 0)::bigint
    FROM line CROSS JOIN unnest(line.moments) WITH ORDINALITY t (at, place)
    LEFT JOIN steps s ON s.passed < t.place
    GROUP BY t.at, t.place ORDER BY t.place
$$;
