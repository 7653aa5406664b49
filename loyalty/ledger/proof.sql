-- The proof: everything stored of the accounts from `first` to `last`, held against
-- what their movements add up to. No rows: no difference. But for merges, one
-- account needs nothing of another, so a long proof is made in parts.
--
-- Each posting is held against the one before it: its figures are those plus its own
-- movements, its hash follows from that hash. What differs is shown where it begins.

CREATE FUNCTION ledger.differences_within(first bigint, last bigint)
RETURNS TABLE (account_id bigint, what text, place text, stored jsonb, rebuilt jsonb)
LANGUAGE sql STABLE SET work_mem = '64MB' AS $$
WITH effects AS MATERIALIZED (
    SELECT account_id, version, max(kind) AS kind, sum(points)::bigint AS points,
        coalesce(sum(CASE 'available' WHEN dst THEN points WHEN src THEN -points END),
            0)::bigint AS available,
        coalesce(sum(CASE 'pending' WHEN dst THEN points WHEN src THEN -points END),
            0)::bigint AS pending,
        coalesce(sum(CASE 'held' WHEN dst THEN points WHEN src THEN -points END),
            0)::bigint AS held,
        coalesce(sum(CASE 'owed' WHEN src THEN points WHEN dst THEN -points END),
            0)::bigint AS owed,
        string_agg(ledger.movement_bytes(src, dst, points, lot_number), '' ORDER BY seq)
            AS moved
    FROM loyalty_movement WHERE account_id BETWEEN first AND last
    GROUP BY account_id, version
), following AS (
    SELECT p.account_id, p.version, p.available_after, p.pending_after, p.held_after,
        p.owed_after,
        row_number() OVER w AS expected_version,
        coalesce(lag(p.available_after) OVER w, 0) + coalesce(e.available, 0)
            AS available,
        coalesce(lag(p.pending_after) OVER w, 0) + coalesce(e.pending, 0) AS pending,
        coalesce(lag(p.held_after) OVER w, 0) + coalesce(e.held, 0) AS held,
        coalesce(lag(p.owed_after) OVER w, 0) + coalesce(e.owed, 0) AS owed,
        lead(p.version) OVER w IS NULL AS is_last,
        p.hash, ledger.posting_hash(
            coalesce(lag(p.hash) OVER w, ''), p, coalesce(e.moved, '')) AS chained
    FROM loyalty_posting p LEFT JOIN effects e USING (account_id, version)
    WHERE account_id BETWEEN first AND last
    WINDOW w AS (PARTITION BY p.account_id ORDER BY p.version)
), sums AS (
    SELECT account_id, sum(available)::bigint AS available,
        sum(pending)::bigint AS pending, sum(held)::bigint AS held,
        sum(owed)::bigint AS owed
    FROM effects GROUP BY account_id
), rebuilt AS (
    SELECT a.account_id, coalesce(s.available, 0) AS available,
        coalesce(s.pending, 0) AS pending, coalesce(s.held, 0) AS held,
        coalesce(s.owed, 0) AS owed, coalesce(f.version, 0) AS version,
        coalesce(f.hash, '') AS head
    FROM loyalty_account a LEFT JOIN sums s USING (account_id)
        LEFT JOIN following f ON f.account_id = a.account_id AND f.is_last
    WHERE a.account_id BETWEEN first AND last
), in_lots AS (
    SELECT account_id, lot_number AS number,
        sum(points) FILTER (WHERE lot_number = version AND kind IN
            ('accrual', 'adjustment', 'merge-in')) AS granted,
        sum(CASE 'available' WHEN dst THEN points WHEN src THEN -points ELSE 0 END)
            AS available,
        sum(CASE 'pending' WHEN dst THEN points WHEN src THEN -points ELSE 0 END)
            AS pending,
        sum(CASE 'held' WHEN dst THEN points WHEN src THEN -points ELSE 0 END) AS held
    FROM loyalty_movement
    WHERE lot_number IS NOT NULL AND account_id BETWEEN first AND last
    GROUP BY account_id, lot_number
), dates AS (
    -- The last posting that set a lot's dates stands; a grace only for some lots.
    SELECT account_id, coalesce(related_version, version) AS number,
        max(expires_at) AS expires_at
    FROM loyalty_posting
    WHERE kind IN ('accrual', 'schedule', 'adjustment', 'extension', 'merge-in')
        AND account_id BETWEEN first AND last
    GROUP BY 1, 2
), awaited AS (
    SELECT account_id, min(moment) AS due_at FROM (
        SELECT account_id, lapses_at AS moment FROM loyalty_hold
        WHERE open AND account_id BETWEEN first AND last
        UNION ALL
        SELECT account_id, least(CASE WHEN pending > 0 THEN matures_at END,
            CASE WHEN remaining > 0 THEN expires_at END)
        FROM loyalty_lot WHERE open AND account_id BETWEEN first AND last
    ) moments WHERE moment IS NOT NULL GROUP BY account_id
), ended AS (
    SELECT account_id, related_version AS version FROM loyalty_posting
    WHERE kind IN ('redemption', 'release', 'lapse')
        AND account_id BETWEEN first AND last
), reversed AS (
    SELECT p.account_id, p.related_version AS version, p.kind, sum(e.points) AS points
    FROM loyalty_posting p JOIN effects e USING (account_id, version)
    WHERE p.kind IN ('give-back', 'revocation') AND account_id BETWEEN first AND last
    GROUP BY 1, 2, 3
), merged AS (
    -- What left a closed account, beside what came from it into the other.
    SELECT g.account_id,
        coalesce(sum(m.points) FILTER (WHERE m.src = 'available'), 0) AS points,
        coalesce(sum(m.points) FILTER (WHERE m.src = 'merged'), 0) AS owed
    FROM loyalty_merge g JOIN loyalty_movement m
        ON m.account_id = g.account_id AND m.kind = 'merge-out'
    WHERE g.account_id BETWEEN first AND last
    GROUP BY g.account_id
), arrived AS (
    SELECT p.merged_from AS account_id,
        coalesce(sum(m.points) FILTER (WHERE m.src = 'merged'), 0) AS points,
        coalesce(sum(m.points) FILTER (WHERE m.dst = 'merged'), 0) AS owed
    FROM loyalty_merge g JOIN loyalty_posting p ON p.account_id = g.into_account
        AND p.kind = 'merge-in' AND p.merged_from = g.account_id
    JOIN loyalty_movement m ON m.account_id = p.account_id AND m.version = p.version
    WHERE g.account_id BETWEEN first AND last
    GROUP BY p.merged_from
)
SELECT a.account_id, 'account' AS what, 'version ' || a.version AS place,
    jsonb_build_array(a.available, a.pending, a.held, a.owed, a.version) AS stored,
    jsonb_build_array(r.available, r.pending, r.held, r.owed, r.version) AS rebuilt
FROM loyalty_account a JOIN rebuilt r USING (account_id)
WHERE (a.available, a.pending, a.held, a.owed, a.version) <>
    (r.available, r.pending, r.held, r.owed, r.version)
UNION ALL
SELECT account_id, 'posting', 'version ' || version,
    jsonb_build_array(available_after, pending_after, held_after, owed_after, version),
    jsonb_build_array(available, pending, held, owed, expected_version)
FROM following
WHERE (available_after, pending_after, held_after, owed_after, version) <>
    (available, pending, held, owed, expected_version)
UNION ALL
SELECT account_id, 'chain', 'version ' || version, to_jsonb(encode(hash, 'hex')),
    to_jsonb(encode(chained, 'hex'))
FROM following WHERE hash <> chained
UNION ALL
SELECT a.account_id, 'chain', 'head', to_jsonb(encode(a.head, 'hex')),
    to_jsonb(encode(r.head, 'hex'))
FROM loyalty_account a JOIN rebuilt r USING (account_id) WHERE a.head <> r.head
UNION ALL
SELECT l.account_id, 'lot', 'lot ' || l.number,
    jsonb_build_array(l.granted, l.remaining, l.pending, l.held),
    jsonb_build_array(i.granted, i.available, i.pending, i.held)
FROM loyalty_lot l LEFT JOIN in_lots i USING (account_id, number)
WHERE account_id BETWEEN first AND last AND
    (l.granted, l.remaining, l.pending, l.held) IS DISTINCT FROM
    (i.granted, i.available, i.pending, i.held)
UNION ALL
SELECT l.account_id, 'lot date', 'lot ' || l.number, to_jsonb(l.expires_at),
    to_jsonb(d.expires_at)
FROM loyalty_lot l JOIN dates d USING (account_id, number)
WHERE account_id BETWEEN first AND last AND l.expires_at < d.expires_at
UNION ALL
-- Nothing falls due before an account looks for it.
SELECT a.account_id, 'due', 'version ' || a.version, to_jsonb(a.due_at),
    to_jsonb(w.due_at)
FROM loyalty_account a JOIN awaited w USING (account_id)
WHERE a.due_at IS NULL OR a.due_at > w.due_at
UNION ALL
SELECT h.account_id, 'hold', 'version ' || h.version,
    jsonb_build_array(h.points, h.open),
    jsonb_build_array(e.points, x.version IS NULL)
FROM loyalty_hold h LEFT JOIN effects e USING (account_id, version)
    LEFT JOIN ended x USING (account_id, version)
WHERE h.account_id BETWEEN first AND last
    AND (h.points, h.open) IS DISTINCT FROM (e.points, x.version IS NULL)
UNION ALL
SELECT v.account_id, v.kind, 'version ' || v.version, to_jsonb(v.points),
    to_jsonb(coalesce(e.points, 0))
FROM reversed v LEFT JOIN effects e ON e.account_id = v.account_id
    AND e.version = v.version AND e.kind IN ('redemption', 'accrual')
WHERE v.points > coalesce(e.points, 0)
UNION ALL
SELECT g.account_id, 'merge', 'into ' || g.into_account,
    jsonb_build_array(l.points, l.owed), jsonb_build_array(r.points, r.owed)
FROM loyalty_merge g LEFT JOIN merged l USING (account_id)
    LEFT JOIN arrived r USING (account_id)
WHERE account_id BETWEEN first AND last
    AND (l.points, l.owed) IS DISTINCT FROM (r.points, r.owed)
UNION ALL
SELECT a.account_id, 'closed', 'version ' || a.version,
    jsonb_build_array(a.closed_at, a.available, a.owed),
    jsonb_build_array(g.approved_at, 0, 0)
FROM loyalty_account a LEFT JOIN loyalty_merge g USING (account_id)
WHERE account_id BETWEEN first AND last AND (a.closed_at IS DISTINCT FROM g.approved_at
    OR a.closed_at IS NOT NULL AND (a.available, a.owed) <> (0, 0))
$$;

CREATE VIEW ledger.differences AS
    SELECT * FROM ledger.differences_within(0, 9223372036854775807);
