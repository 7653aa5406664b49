-- Reading at a moment: what the accounts hold at `at`, booked or not. The same
-- arithmetic as _book_due, as one query. `members` is NULL for everybody. Only now or
-- later: lots keep no past.

CREATE FUNCTION ledger.lots_at(members bigint[], at timestamptz)
RETURNS TABLE (
    account_id bigint, number bigint, granted bigint, available bigint, pending bigint,
    held bigint, repaid bigint, matures_at timestamptz, expires_at timestamptz
) LANGUAGE sql STABLE AS $$
    SELECT o.account_id, o.number, o.granted,
        CASE WHEN o.expires_at > at
            THEN o.remaining + o.lapsed + o.maturing - o.repaid ELSE 0 END,
        o.pending - o.maturing, o.held - o.lapsed, o.repaid, o.matures_at, o.expires_at
    FROM (
        SELECT d.*, least(d.maturing, greatest(0, a.owed - (
            sum(d.maturing) OVER (
                PARTITION BY d.account_id ORDER BY d.matures_at, d.number
            ) - d.maturing)))::bigint AS repaid
        FROM (
            SELECT l.*,
                CASE WHEN l.matures_at <= at THEN l.pending ELSE 0 END AS maturing,
                CASE WHEN l.held = 0 THEN 0 ELSE coalesce((
                    SELECT sum(m.points) FROM loyalty_hold h
                    JOIN loyalty_movement m USING (account_id, version)
                    WHERE h.account_id = l.account_id AND h.open AND h.lapses_at <= at
                        AND m.lot_number = l.number
                ), 0)::bigint END AS lapsed
            FROM loyalty_lot l
            WHERE l.open AND (members IS NULL OR l.account_id = ANY (members))
        ) d JOIN loyalty_account a ON a.account_id = d.account_id
            -- Said again, or all accounts are gone through for one with many lots.
            AND (members IS NULL OR a.account_id = ANY (members))
    ) o
$$;

CREATE FUNCTION ledger.balances_at(members bigint[], at timestamptz)
RETURNS TABLE (
    account_id bigint, available bigint, pending bigint, held bigint, owed bigint,
    expires_at timestamptz, expiring bigint, matures_at timestamptz, maturing bigint
) LANGUAGE sql STABLE AS $$
    SELECT a.account_id, coalesce(s.available, 0)::bigint,
        coalesce(s.pending, 0)::bigint, coalesce(s.held, 0)::bigint,
        (a.owed - coalesce(s.repaid, 0))::bigint, s.expires_at, s.expiring::bigint,
        s.matures_at, s.maturing::bigint
    FROM loyalty_account a LEFT JOIN (
        SELECT l.account_id, sum(l.available) AS available, sum(l.pending) AS pending,
            sum(l.held) AS held, sum(l.repaid) AS repaid,
            min(l.soonest) AS expires_at,
            sum(l.available) FILTER (WHERE l.expires_at = l.soonest) AS expiring,
            min(l.next) AS matures_at,
            sum(l.pending) FILTER (WHERE l.matures_at = l.next) AS maturing
        FROM (
            SELECT *, min(expires_at) FILTER (WHERE available > 0) OVER own AS soonest,
                min(matures_at) FILTER (WHERE pending > 0) OVER own AS next
            FROM ledger.lots_at(members, at)
            WINDOW own AS (PARTITION BY account_id)
        ) l GROUP BY l.account_id
    ) s USING (account_id)
    WHERE members IS NULL OR a.account_id = ANY (members)
$$;
