-- The proof: everything stored, held against what the movements add up to. No rows:
-- no difference.

CREATE VIEW ledger.differences AS
WITH effects AS (
    SELECT account_id, version,
        coalesce(sum(CASE 'available' WHEN dst THEN points WHEN src THEN -points END), 0)
            AS available,
        coalesce(sum(CASE 'pending' WHEN dst THEN points WHEN src THEN -points END), 0)
            AS pending,
        coalesce(sum(CASE 'held' WHEN dst THEN points WHEN src THEN -points END), 0)
            AS held,
        coalesce(sum(CASE 'owed' WHEN src THEN points WHEN dst THEN -points END), 0)
            AS owed,
        string_agg(ledger.movement_bytes(src, dst, points, lot_number), '' ORDER BY seq)
            AS moved
    FROM loyalty_movement GROUP BY account_id, version
), running AS (
    SELECT p.account_id, p.version, p.available_after, p.pending_after, p.held_after,
        p.owed_after,
        row_number() OVER w AS expected_version,
        coalesce(sum(e.available) OVER w, 0) AS available,
        coalesce(sum(e.pending) OVER w, 0) AS pending,
        coalesce(sum(e.held) OVER w, 0) AS held,
        coalesce(sum(e.owed) OVER w, 0) AS owed,
        p.hash, ledger.posting_hash(
            coalesce(lag(p.hash) OVER w, ''), p, coalesce(e.moved, '')) AS chained
    FROM loyalty_posting p LEFT JOIN effects e USING (account_id, version)
    WINDOW w AS (PARTITION BY p.account_id ORDER BY p.version)
), rebuilt AS (
    SELECT DISTINCT ON (account_id) * FROM running ORDER BY account_id, version DESC
), in_lots AS (
    SELECT account_id, lot_number AS number,
        sum(points) FILTER (WHERE lot_number = version AND kind IN
            ('accrual', 'adjustment', 'merge-in')) AS granted,
        sum(CASE 'available' WHEN dst THEN points WHEN src THEN -points ELSE 0 END)
            AS available,
        sum(CASE 'pending' WHEN dst THEN points WHEN src THEN -points ELSE 0 END)
            AS pending,
        sum(CASE 'held' WHEN dst THEN points WHEN src THEN -points ELSE 0 END) AS held
    FROM loyalty_movement WHERE lot_number IS NOT NULL GROUP BY account_id, lot_number
), dates AS (
    -- The last posting that set a lot's dates stands; a grace only for some lots.
    SELECT account_id, coalesce(related_version, version) AS number,
        max(expires_at) AS expires_at
    FROM loyalty_posting
    WHERE kind IN ('accrual', 'schedule', 'adjustment', 'extension', 'merge-in')
    GROUP BY 1, 2
), holds AS (
    SELECT h.account_id, h.version, h.points, h.open, m.points AS moved,
        NOT EXISTS (
            SELECT FROM loyalty_posting p WHERE p.account_id = h.account_id
                AND p.related_version = h.version
                AND p.kind IN ('redemption', 'release', 'lapse')
        ) AS unended
    FROM loyalty_hold h LEFT JOIN LATERAL (
        SELECT sum(points) AS points FROM loyalty_movement m
        WHERE m.account_id = h.account_id AND m.version = h.version
    ) m ON true
), reversed AS (
    SELECT p.account_id, p.related_version AS version, p.kind, sum(m.points) AS points
    FROM loyalty_posting p JOIN loyalty_movement m USING (account_id, version)
    WHERE p.kind IN ('give-back', 'revocation') GROUP BY 1, 2, 3
), originals AS (
    SELECT account_id, version, sum(points) AS points FROM loyalty_movement
    WHERE kind IN ('redemption', 'accrual') GROUP BY 1, 2
), merged AS (
    -- What left a closed account, beside what came from it into the other.
    SELECT g.account_id, coalesce(sum(m.points) FILTER (WHERE m.src = 'available'), 0) AS points,
        coalesce(sum(m.points) FILTER (WHERE m.src = 'merged'), 0) AS owed
    FROM loyalty_merge g JOIN loyalty_movement m
        ON m.account_id = g.account_id AND m.kind = 'merge-out'
    GROUP BY g.account_id
), arrived AS (
    SELECT p.merged_from AS account_id,
        coalesce(sum(m.points) FILTER (WHERE m.src = 'merged'), 0) AS points,
        coalesce(sum(m.points) FILTER (WHERE m.dst = 'merged'), 0) AS owed
    FROM loyalty_merge g JOIN loyalty_posting p ON p.account_id = g.into_account
        AND p.kind = 'merge-in' AND p.merged_from = g.account_id
    JOIN loyalty_movement m ON m.account_id = p.account_id AND m.version = p.version
    GROUP BY p.merged_from
)
SELECT a.account_id, 'account' AS what, 'version ' || a.version AS place,
    jsonb_build_array(a.available, a.pending, a.held, a.owed, a.version) AS stored,
    jsonb_build_array(coalesce(r.available, 0), coalesce(r.pending, 0),
        coalesce(r.held, 0), coalesce(r.owed, 0), coalesce(r.version, 0)) AS rebuilt
FROM loyalty_account a LEFT JOIN rebuilt r USING (account_id)
WHERE (a.available, a.pending, a.held, a.owed, a.version) IS DISTINCT FROM
    (coalesce(r.available, 0), coalesce(r.pending, 0), coalesce(r.held, 0),
     coalesce(r.owed, 0), coalesce(r.version, 0))
UNION ALL
SELECT account_id, 'posting', 'version ' || version,
    jsonb_build_array(available_after, pending_after, held_after, owed_after, version),
    jsonb_build_array(available, pending, held, owed, expected_version)
FROM running
WHERE (available_after, pending_after, held_after, owed_after, version) <>
    (available, pending, held, owed, expected_version)
UNION ALL
SELECT account_id, 'chain', 'version ' || version, to_jsonb(encode(hash, 'hex')),
    to_jsonb(encode(chained, 'hex'))
FROM running WHERE hash <> chained
UNION ALL
SELECT a.account_id, 'chain', 'head', to_jsonb(encode(a.head, 'hex')),
    to_jsonb(encode(coalesce(r.hash, ''), 'hex'))
FROM loyalty_account a LEFT JOIN rebuilt r USING (account_id)
WHERE a.head <> coalesce(r.hash, '')
UNION ALL
SELECT l.account_id, 'lot', 'lot ' || l.number,
    jsonb_build_array(l.granted, l.remaining, l.pending, l.held),
    jsonb_build_array(i.granted, i.available, i.pending, i.held)
FROM loyalty_lot l LEFT JOIN in_lots i USING (account_id, number)
WHERE (l.granted, l.remaining, l.pending, l.held) IS DISTINCT FROM
    (i.granted, i.available, i.pending, i.held)
UNION ALL
SELECT l.account_id, 'lot date', 'lot ' || l.number, to_jsonb(l.expires_at),
    to_jsonb(d.expires_at)
FROM loyalty_lot l JOIN dates d USING (account_id, number)
WHERE l.expires_at < d.expires_at
UNION ALL
SELECT account_id, 'hold', 'version ' || version, jsonb_build_array(points, open),
    jsonb_build_array(moved, unended)
FROM holds WHERE (points, open) IS DISTINCT FROM (moved, unended)
UNION ALL
SELECT v.account_id, v.kind, 'version ' || v.version, to_jsonb(v.points),
    to_jsonb(coalesce(o.points, 0))
FROM reversed v LEFT JOIN originals o USING (account_id, version)
WHERE v.points > coalesce(o.points, 0)
UNION ALL
SELECT g.account_id, 'merge', 'into ' || g.into_account,
    jsonb_build_array(l.points, l.owed), jsonb_build_array(r.points, r.owed)
FROM loyalty_merge g LEFT JOIN merged l USING (account_id)
LEFT JOIN arrived r USING (account_id)
WHERE (l.points, l.owed) IS DISTINCT FROM (r.points, r.owed)
UNION ALL
SELECT a.account_id, 'closed', 'version ' || a.version,
    jsonb_build_array(a.closed_at, a.available, a.owed),
    jsonb_build_array(g.approved_at, 0, 0)
FROM loyalty_account a LEFT JOIN loyalty_merge g USING (account_id)
WHERE a.closed_at IS DISTINCT FROM g.approved_at
    OR a.closed_at IS NOT NULL AND (a.available, a.owed) <> (0, 0);
