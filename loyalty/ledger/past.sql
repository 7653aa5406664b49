-- Reading the past: what the accounts held at a moment that is over, from the
-- movements. It says what reading.sql would have said then.
--
-- What somebody did counts from its moment on; what time decides counts from the
-- moment it fell due, whether it was booked then, later or never. So an account is
-- taken as it stood before the first deed after `at`, with the dates known then, and
-- time decides the rest. `members` are named: see past_totals for everybody.

CREATE FUNCTION ledger._by_time(kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT kind IN ('lapse', 'maturity', 'expiry') $$;

-- The postings that count. A deed waits for those before it on its account, should
-- two clocks disagree.
CREATE FUNCTION ledger._counted(members bigint[], at timestamptz)
RETURNS SETOF loyalty_posting LANGUAGE sql STABLE AS $$
    SELECT p.* FROM loyalty_account a
    CROSS JOIN LATERAL (
        SELECT min(d.version) AS version FROM loyalty_posting d
        WHERE d.account_id = a.account_id AND d.occurred_at > at
            AND NOT ledger._by_time(d.kind)
    ) later
    JOIN loyalty_posting p ON p.account_id = a.account_id AND p.occurred_at <= at
        AND p.version < coalesce(later.version, a.version + 1)
    WHERE a.account_id = ANY (members)
$$;

-- A lot's date after one more posting: it moves away, never nearer. A give-back
-- revives only what had expired when it came.
CREATE FUNCTION ledger._later(
    known timestamptz, expires timestamptz, revived timestamptz
) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN known > revived THEN known ELSE greatest(known, expires) END
$$;

CREATE AGGREGATE ledger._known_date (expires timestamptz, revived timestamptz) (
    SFUNC = ledger._later, STYPE = timestamptz
);

CREATE FUNCTION ledger.past_lots(members bigint[], at timestamptz)
RETURNS TABLE (
    account_id bigint, number bigint, granted bigint, available bigint, pending bigint,
    held bigint, repaid bigint, matures_at timestamptz, expires_at timestamptz
) LANGUAGE sql STABLE AS $$
    WITH counted AS MATERIALIZED (
        SELECT * FROM ledger._counted(members, at)
    ), moved AS MATERIALIZED (
        SELECT m.* FROM counted JOIN loyalty_movement m USING (account_id, version)
    ), owing AS (
        SELECT account_id, sum(CASE 'owed' WHEN src THEN points WHEN dst THEN -points
            ELSE 0 END) AS owed
        FROM moved GROUP BY account_id
    ), stored AS (
        SELECT account_id, lot_number AS number,
            sum(CASE 'available' WHEN dst THEN points WHEN src THEN -points ELSE 0 END)
                AS remaining,
            sum(CASE 'pending' WHEN dst THEN points WHEN src THEN -points ELSE 0 END)
                AS pending,
            sum(CASE 'held' WHEN dst THEN points WHEN src THEN -points ELSE 0 END)
                AS held
        FROM moved WHERE lot_number IS NOT NULL GROUP BY account_id, lot_number
    ), said AS (
        SELECT account_id, coalesce(related_version, version) AS number, version,
            matures_at, expires_at, NULL::timestamptz AS revived
        FROM counted WHERE expires_at IS NOT NULL AND kind <> 'give-back'
        UNION ALL
        SELECT account_id, m.lot_number, version, NULL, c.expires_at, c.occurred_at
        FROM counted c JOIN moved m USING (account_id, version)
        WHERE c.expires_at IS NOT NULL AND c.kind = 'give-back'
    ), dates AS (
        SELECT account_id, number,
            ledger._known_date(expires_at, revived ORDER BY version) AS expires_at,
            (array_agg(matures_at ORDER BY version DESC)
                FILTER (WHERE matures_at IS NOT NULL))[1] AS matures_at
        FROM said GROUP BY account_id, number
    ), lapsing AS (
        SELECT m.account_id, m.lot_number AS number, sum(m.points) AS points
        FROM moved m JOIN loyalty_hold h USING (account_id, version)
        WHERE h.lapses_at <= at AND NOT EXISTS (
            SELECT FROM counted e
            WHERE e.account_id = h.account_id AND e.related_version = h.version
        )
        GROUP BY m.account_id, m.lot_number
    )
    SELECT o.account_id, o.number, o.granted,
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
            SELECT s.*, l.granted, w.owed, t.matures_at, t.expires_at,
                CASE WHEN t.matures_at <= at THEN s.pending ELSE 0 END AS maturing,
                coalesce(g.points, 0) AS lapsed
            FROM stored s JOIN dates t USING (account_id, number)
            JOIN loyalty_lot l USING (account_id, number)
            JOIN owing w USING (account_id)
            LEFT JOIN lapsing g USING (account_id, number)
            WHERE s.remaining <> 0 OR s.pending <> 0 OR s.held <> 0
        ) d
    ) o
$$;

CREATE FUNCTION ledger.past_balances(members bigint[], at timestamptz)
RETURNS TABLE (
    account_id bigint, available bigint, pending bigint, held bigint, owed bigint,
    expires_at timestamptz, expiring bigint, matures_at timestamptz, maturing bigint
) LANGUAGE sql STABLE AS $$
    SELECT a.account_id, coalesce(s.available, 0)::bigint,
        coalesce(s.pending, 0)::bigint, coalesce(s.held, 0)::bigint,
        (coalesce(w.owed, 0) - coalesce(s.repaid, 0))::bigint, s.expires_at,
        s.expiring::bigint, s.matures_at, s.maturing::bigint
    FROM loyalty_account a LEFT JOIN (
        SELECT account_id, sum(CASE 'owed' WHEN src THEN points WHEN dst THEN -points
            ELSE 0 END) AS owed
        FROM ledger._counted(members, at) JOIN loyalty_movement m
            USING (account_id, version)
        GROUP BY account_id
    ) w USING (account_id) LEFT JOIN (
        SELECT l.account_id, sum(l.available) AS available, sum(l.pending) AS pending,
            sum(l.held) AS held, sum(l.repaid) AS repaid,
            min(l.soonest) AS expires_at,
            sum(l.available) FILTER (WHERE l.expires_at = l.soonest) AS expiring,
            min(l.next) AS matures_at,
            sum(l.pending) FILTER (WHERE l.matures_at = l.next) AS maturing
        FROM (
            SELECT *, min(expires_at) FILTER (WHERE available > 0) OVER own AS soonest,
                min(matures_at) FILTER (WHERE pending > 0) OVER own AS next
            FROM ledger.past_lots(members, at)
            WINDOW own AS (PARTITION BY account_id)
        ) l GROUP BY l.account_id
    ) s USING (account_id)
    WHERE a.account_id = ANY (members)
$$;

-- Everybody together, at several moments with one look at the movements. Accounts
-- on which something due is not booked yet are read one by one.
CREATE FUNCTION ledger.past_totals(moments timestamptz[])
RETURNS TABLE (
    at timestamptz, members bigint, available bigint, pending bigint, held bigint,
    owed bigint
) LANGUAGE sql STABLE AS $$
    WITH line AS MATERIALIZED (
        SELECT array_agg(m ORDER BY m) AS moments, max(m) AS until
        FROM unnest(moments) m
    ), unbooked AS MATERIALIZED (
        SELECT account_id FROM loyalty_hold, line WHERE open AND lapses_at <= until
        UNION
        SELECT account_id FROM loyalty_lot, line
        WHERE pending > 0 AND matures_at <= until
        UNION
        SELECT account_id FROM loyalty_lot, line
        WHERE open AND remaining > 0 AND expires_at <= until
    ), moved AS MATERIALIZED (
        SELECT m.*, p.occurred_at FROM loyalty_movement m JOIN loyalty_posting p
            USING (account_id, version)
        WHERE m.account_id NOT IN (SELECT account_id FROM unbooked)
    ), changes AS (
        SELECT occurred_at,
            CASE 'available' WHEN dst THEN points WHEN src THEN -points END AS available,
            CASE 'pending' WHEN dst THEN points WHEN src THEN -points END AS pending,
            CASE 'held' WHEN dst THEN points WHEN src THEN -points END AS held,
            CASE 'owed' WHEN src THEN points WHEN dst THEN -points END AS owed
        FROM moved
        UNION ALL
        -- Points that were set free after their date expired then, not before.
        SELECT change.occurred_at, change.points, NULL, NULL, NULL
        FROM moved e JOIN moved f USING (account_id, lot_number)
        CROSS JOIN LATERAL (
            VALUES (e.occurred_at, f.points), (f.occurred_at, -f.points)
        ) change (occurred_at, points)
        WHERE e.kind = 'expiry' AND f.src = 'held' AND f.dst = 'available'
            AND f.version < e.version AND f.occurred_at > e.occurred_at
    ), steps AS (
        -- How many of the moments had passed before it.
        SELECT width_bucket(
                occurred_at - interval '1 microsecond', (SELECT moments FROM line)
            ) AS passed,
            sum(available) AS available, sum(pending) AS pending, sum(held) AS held,
            sum(owed) AS owed
        FROM changes GROUP BY 1
    )
    SELECT t.at, (SELECT count(*) FROM loyalty_account WHERE enrolled_at <= t.at),
        (coalesce(s.available, 0) + coalesce(u.available, 0))::bigint,
        (coalesce(s.pending, 0) + coalesce(u.pending, 0))::bigint,
        (coalesce(s.held, 0) + coalesce(u.held, 0))::bigint,
        (coalesce(s.owed, 0) + coalesce(u.owed, 0))::bigint
    FROM line CROSS JOIN unnest(line.moments) WITH ORDINALITY t (at, place)
    CROSS JOIN LATERAL (
        SELECT sum(available) AS available, sum(pending) AS pending, sum(held) AS held,
            sum(owed) AS owed
        FROM steps WHERE passed < t.place
    ) s
    CROSS JOIN LATERAL (
        SELECT sum(b.available) AS available, sum(b.pending) AS pending,
            sum(b.held) AS held, sum(b.owed) AS owed
        FROM ledger.past_balances(
            ARRAY(SELECT account_id FROM unbooked), t.at
        ) b
    ) u
    ORDER BY t.at
$$;
