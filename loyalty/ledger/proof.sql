-- The proof: everything stored of the accounts from `first` to `last`, held against
-- what their movements add up to. No rows: no difference. But for merges, one
-- account needs nothing of another, so a long proof is made in parts.
--
-- One function an invariant, each plain and STABLE, so that the proof takes it in;
-- the list at the end says which there are.

CREATE TYPE ledger.difference AS (
    account_id bigint, what text, place text, stored jsonb, rebuilt jsonb
);

-- An account has what moved on it, and is as far as its last posting.
CREATE FUNCTION ledger.differing_accounts(first bigint, last bigint)
RETURNS SETOF ledger.difference LANGUAGE sql STABLE AS $$
WITH moved AS (
    SELECT account_id,
        sum(CASE 'available' WHEN dst THEN points WHEN src THEN -points ELSE 0 END)
            ::bigint AS available,
        sum(CASE 'pending' WHEN dst THEN points WHEN src THEN -points ELSE 0 END)
            ::bigint AS pending,
        sum(CASE 'held' WHEN dst THEN points WHEN src THEN -points ELSE 0 END)
            ::bigint AS held,
        sum(CASE 'owed' WHEN src THEN points WHEN dst THEN -points ELSE 0 END)
            ::bigint AS owed
    FROM loyalty_movement WHERE account_id BETWEEN first AND last
    GROUP BY account_id
), posted AS (
    SELECT account_id, max(version) AS version FROM loyalty_posting
    WHERE account_id BETWEEN first AND last GROUP BY account_id
), rebuilt AS (
    SELECT a.account_id, coalesce(m.available, 0) AS available,
        coalesce(m.pending, 0) AS pending, coalesce(m.held, 0) AS held,
        coalesce(m.owed, 0) AS owed, coalesce(p.version, 0) AS version
    FROM loyalty_account a LEFT JOIN moved m USING (account_id)
        LEFT JOIN posted p USING (account_id)
    WHERE a.account_id BETWEEN first AND last
)
SELECT a.account_id, 'account', 'version ' || a.version,
    jsonb_build_array(a.available, a.pending, a.held, a.owed, a.version),
    jsonb_build_array(r.available, r.pending, r.held, r.owed, r.version)
FROM loyalty_account a JOIN rebuilt r USING (account_id)
WHERE (a.available, a.pending, a.held, a.owed, a.version) <>
    (r.available, r.pending, r.held, r.owed, r.version)
$$;

-- Each posting is held against the one before it: its figures are those plus its own
-- movements, its hash follows from that hash. What differs is shown where it begins.
-- One pass for both, the dearest of the proof.
CREATE FUNCTION ledger.differing_postings(first bigint, last bigint)
RETURNS SETOF ledger.difference LANGUAGE sql STABLE AS $$
WITH moved AS (
    SELECT account_id, version,
        sum(CASE 'available' WHEN dst THEN points WHEN src THEN -points ELSE 0 END)
            ::bigint AS available,
        sum(CASE 'pending' WHEN dst THEN points WHEN src THEN -points ELSE 0 END)
            ::bigint AS pending,
        sum(CASE 'held' WHEN dst THEN points WHEN src THEN -points ELSE 0 END)
            ::bigint AS held,
        sum(CASE 'owed' WHEN src THEN points WHEN dst THEN -points ELSE 0 END)
            ::bigint AS owed,
        string_agg(ledger.movement_bytes(src, dst, points, lot_number), '' ORDER BY seq)
            AS bytes
    FROM loyalty_movement WHERE account_id BETWEEN first AND last
    GROUP BY account_id, version
), following AS (
    SELECT p.account_id, p.version, p.available_after, p.pending_after, p.held_after,
        p.owed_after,
        row_number() OVER w AS expected_version,
        coalesce(lag(p.available_after) OVER w, 0) + coalesce(m.available, 0)
            AS available,
        coalesce(lag(p.pending_after) OVER w, 0) + coalesce(m.pending, 0) AS pending,
        coalesce(lag(p.held_after) OVER w, 0) + coalesce(m.held, 0) AS held,
        coalesce(lag(p.owed_after) OVER w, 0) + coalesce(m.owed, 0) AS owed,
        p.hash, ledger.posting_hash(
            coalesce(lag(p.hash) OVER w, ''), p, coalesce(m.bytes, '')) AS chained
    FROM loyalty_posting p LEFT JOIN moved m USING (account_id, version)
    WHERE account_id BETWEEN first AND last
    WINDOW w AS (PARTITION BY p.account_id ORDER BY p.version)
)
SELECT f.account_id, d.what, 'version ' || f.version, d.stored, d.rebuilt
FROM following f CROSS JOIN LATERAL (
    SELECT 'posting' AS what,
        jsonb_build_array(available_after, pending_after, held_after, owed_after,
            version) AS stored,
        jsonb_build_array(available, pending, held, owed, expected_version) AS rebuilt
    WHERE (available_after, pending_after, held_after, owed_after, version) <>
        (available, pending, held, owed, expected_version)
    UNION ALL
    SELECT 'chain', to_jsonb(encode(hash, 'hex')), to_jsonb(encode(chained, 'hex'))
    WHERE hash <> chained
) d
$$;

-- The chain ends where the account says.
CREATE FUNCTION ledger.differing_heads(first bigint, last bigint)
RETURNS SETOF ledger.difference LANGUAGE sql STABLE AS $$
SELECT a.account_id, 'chain', 'head', to_jsonb(encode(a.head, 'hex')),
    to_jsonb(encode(coalesce(p.hash, ''), 'hex'))
FROM loyalty_account a LEFT JOIN (
    SELECT DISTINCT ON (account_id) account_id, hash FROM loyalty_posting
    WHERE account_id BETWEEN first AND last ORDER BY account_id, version DESC
) p USING (account_id)
WHERE a.account_id BETWEEN first AND last AND a.head <> coalesce(p.hash, '')
$$;

-- A lot holds what was granted with it and what moved in and out.
CREATE FUNCTION ledger.differing_lots(first bigint, last bigint)
RETURNS SETOF ledger.difference LANGUAGE sql STABLE AS $$
WITH moved AS (
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
)
SELECT l.account_id, 'lot', 'lot ' || l.number,
    jsonb_build_array(l.granted, l.remaining, l.pending, l.held),
    jsonb_build_array(m.granted, m.available, m.pending, m.held)
FROM loyalty_lot l LEFT JOIN moved m USING (account_id, number)
WHERE account_id BETWEEN first AND last AND
    (l.granted, l.remaining, l.pending, l.held) IS DISTINCT FROM
    (m.granted, m.available, m.pending, m.held)
$$;

-- The last posting that set a lot's dates stands; a grace only for some lots.
CREATE FUNCTION ledger.differing_dates(first bigint, last bigint)
RETURNS SETOF ledger.difference LANGUAGE sql STABLE AS $$
WITH promised AS (
    SELECT account_id, coalesce(related_version, version) AS number,
        max(expires_at) AS expires_at
    FROM loyalty_posting
    WHERE kind IN ('accrual', 'schedule', 'adjustment', 'extension', 'merge-in')
        AND account_id BETWEEN first AND last
    GROUP BY 1, 2
)
SELECT l.account_id, 'lot date', 'lot ' || l.number, to_jsonb(l.expires_at),
    to_jsonb(p.expires_at)
FROM loyalty_lot l JOIN promised p USING (account_id, number)
WHERE account_id BETWEEN first AND last AND l.expires_at < p.expires_at
$$;

-- Nothing falls due before an account looks for it.
CREATE FUNCTION ledger.differing_due(first bigint, last bigint)
RETURNS SETOF ledger.difference LANGUAGE sql STABLE AS $$
WITH awaited AS (
    SELECT account_id, min(moment) AS due_at FROM (
        SELECT account_id, lapses_at AS moment FROM loyalty_hold
        WHERE open AND account_id BETWEEN first AND last
        UNION ALL
        SELECT account_id, least(CASE WHEN pending > 0 THEN matures_at END,
            CASE WHEN remaining > 0 THEN expires_at END)
        FROM loyalty_lot WHERE open AND account_id BETWEEN first AND last
    ) moments WHERE moment IS NOT NULL GROUP BY account_id
)
SELECT a.account_id, 'due', 'version ' || a.version, to_jsonb(a.due_at),
    to_jsonb(w.due_at)
FROM loyalty_account a JOIN awaited w USING (account_id)
WHERE a.due_at IS NULL OR a.due_at > w.due_at
$$;

-- A hold is of what it set aside, and open until something ended it.
CREATE FUNCTION ledger.differing_holds(first bigint, last bigint)
RETURNS SETOF ledger.difference LANGUAGE sql STABLE AS $$
WITH moved AS (
    SELECT account_id, version, sum(points)::bigint AS points FROM loyalty_movement
    WHERE kind = 'hold' AND account_id BETWEEN first AND last
    GROUP BY account_id, version
), ended AS (
    SELECT account_id, related_version AS version FROM loyalty_posting
    WHERE kind IN ('redemption', 'release', 'lapse')
        AND account_id BETWEEN first AND last
)
SELECT h.account_id, 'hold', 'version ' || h.version,
    jsonb_build_array(h.points, h.open),
    jsonb_build_array(m.points, x.version IS NULL)
FROM loyalty_hold h LEFT JOIN moved m USING (account_id, version)
    LEFT JOIN ended x USING (account_id, version)
WHERE h.account_id BETWEEN first AND last
    AND (h.points, h.open) IS DISTINCT FROM (m.points, x.version IS NULL)
$$;

-- No more goes back than was redeemed, no more is revoked than was earned.
CREATE FUNCTION ledger.differing_reversals(first bigint, last bigint)
RETURNS SETOF ledger.difference LANGUAGE sql STABLE AS $$
WITH reversed AS (
    SELECT p.account_id, p.related_version AS version, p.kind, sum(m.points) AS points
    FROM loyalty_posting p JOIN loyalty_movement m USING (account_id, version)
    WHERE p.kind IN ('give-back', 'revocation') AND m.src <> 'revoked'
        AND account_id BETWEEN first AND last
    GROUP BY 1, 2, 3
), moved AS (
    SELECT account_id, version, sum(points) AS points FROM loyalty_movement
    WHERE kind IN ('redemption', 'accrual') AND account_id BETWEEN first AND last
    GROUP BY account_id, version
)
SELECT v.account_id, v.kind, 'version ' || v.version, to_jsonb(v.points),
    to_jsonb(coalesce(m.points, 0))
FROM reversed v LEFT JOIN moved m USING (account_id, version)
WHERE v.points > coalesce(m.points, 0)
$$;

-- The shares of a posting are its points, and the slots of a share are the share. No
-- more of a share is taken back than it gave.
CREATE FUNCTION ledger.differing_shares(first bigint, last bigint)
RETURNS SETOF ledger.difference LANGUAGE sql STABLE AS $$
WITH shared AS (
    SELECT p.account_id, p.version, p.kind, p.related_version, p.shares
    FROM loyalty_posting p
    WHERE p.shares IS NOT NULL AND p.account_id BETWEEN first AND last
), share AS (
    SELECT p.account_id, p.version, p.kind, p.related_version, s AS said,
        (s ->> 'points')::bigint AS points
    FROM shared p, jsonb_array_elements(p.shares) s
)
SELECT p.account_id, 'shares', 'version ' || p.version, to_jsonb(d.said), to_jsonb(d.moved)
FROM shared p CROSS JOIN LATERAL (
    SELECT (SELECT sum((s ->> 'points')::bigint) FROM jsonb_array_elements(p.shares) s)
            AS said,
        (SELECT coalesce(sum(m.points), 0) FROM loyalty_movement m
            WHERE m.account_id = p.account_id AND m.version = p.version) AS moved
) d
WHERE d.said IS DISTINCT FROM d.moved
UNION ALL
SELECT account_id, 'shares', 'version ' || version, to_jsonb(points), d.slots
FROM share, LATERAL (
    SELECT to_jsonb(coalesce(sum(value::bigint), 0)) AS slots
    FROM jsonb_each_text(said -> 'slots')
) d
WHERE said ? 'slots' AND d.slots <> to_jsonb(points)
UNION ALL
SELECT t.account_id, 'shares', 'version ' || t.related_version,
    to_jsonb(sum(t.points)), to_jsonb(coalesce(min(g.points), 0))
FROM share t LEFT JOIN share g ON g.account_id = t.account_id
    AND g.version = t.related_version AND g.said ->> 'source' = t.said ->> 'source'
    AND g.said -> 'version' = t.said -> 'version'
WHERE t.kind = 'revocation'
GROUP BY t.account_id, t.related_version, t.said ->> 'source', t.said -> 'version'
HAVING sum(t.points) > coalesce(min(g.points), 0)
$$;

-- What tiers gave, those of an approved ladder give.
CREATE FUNCTION ledger.differing_tiers(first bigint, last bigint)
RETURNS SETOF ledger.difference LANGUAGE sql STABLE AS $$
SELECT p.account_id, 'tier', 'version ' || p.version, s -> 'rate', to_jsonb(t.multiplier)
FROM loyalty_posting p CROSS JOIN jsonb_array_elements(p.shares) s
    LEFT JOIN loyalty_tier t ON t.id = (s ->> 'version')::bigint
        AND EXISTS (SELECT FROM loyalty_ladderstep a
            WHERE a.version_id = t.ladder_id AND a.kind = 'approved')
WHERE p.shares IS NOT NULL AND p.account_id BETWEEN first AND last
    AND p.kind = 'accrual' AND s ->> 'source' = 'tier'
    AND (s ->> 'rate')::numeric IS DISTINCT FROM t.multiplier
$$;

-- What a budget has left is what it had, less what its campaign gave, more what came
-- back. Of all accounts at once: it is asked with the first of them.
CREATE FUNCTION ledger.differing_budgets()
RETURNS SETOF ledger.difference LANGUAGE sql STABLE AS $$
WITH budget AS (
    SELECT DISTINCT ON (v.campaign_id) v.campaign_id, v.budget
    FROM loyalty_campaignversion v
    JOIN loyalty_campaignstep t ON t.version_id = v.id AND t.kind = 'approved'
    ORDER BY v.campaign_id, v.number DESC
), given AS (
    SELECT (s ->> 'campaign')::bigint AS campaign_id,
        sum(CASE p.kind WHEN 'accrual' THEN 1 ELSE -1 END * (s ->> 'points')::bigint)
            AS points
    FROM loyalty_posting p, jsonb_array_elements(p.shares) s
    WHERE p.shares IS NOT NULL AND s ? 'slots' GROUP BY 1
), stored AS (
    SELECT campaign_id, sum(points) AS points FROM loyalty_budgetslot GROUP BY 1
)
SELECT 0, 'budget', 'campaign ' || campaign_id, to_jsonb(s.points),
    to_jsonb(b.budget - coalesce(g.points, 0))
FROM budget b FULL JOIN stored s USING (campaign_id) LEFT JOIN given g USING (campaign_id)
WHERE s.points IS DISTINCT FROM b.budget - coalesce(g.points, 0)
$$;

-- A mission gave what its version says, and that is what was posted; what it has left is its
-- budget, less what those were promised who began it. Of budgets, with the first account.
CREATE FUNCTION ledger.differing_missions(first bigint, last bigint)
RETURNS SETOF ledger.difference LANGUAGE sql STABLE AS $$
WITH given AS (
    SELECT r.account_id, concat_ws(':', 'mission', r.version_id, r.step, r.nth) AS reference,
        r.points, CASE WHEN r.step = 0 AND r.nth = 1 THEN v.bonus
            WHEN r.nth <= s.times THEN s.points END AS said
    FROM loyalty_missionreward r JOIN loyalty_missionversion v ON v.id = r.version_id
        LEFT JOIN loyalty_missionstep s ON s.version_id = v.id AND s.number = r.step
    WHERE r.account_id BETWEEN first AND last
), posted AS (
    SELECT p.account_id, p.reference, sum(m.points) AS points
    FROM loyalty_posting p JOIN loyalty_movement m USING (account_id, version)
    WHERE p.kind = 'accrual' AND starts_with(p.reference, 'mission:')
        AND p.account_id BETWEEN first AND last
    GROUP BY 1, 2
), budget AS (
    SELECT DISTINCT ON (v.mission_id) v.mission_id, v.budget
    FROM loyalty_missionversion v
    JOIN loyalty_missiondecision d ON d.version_id = v.id AND d.kind = 'approved'
    WHERE first = 0 ORDER BY v.mission_id, v.number DESC
), promised AS (
    SELECT mission_id, sum(promised) AS points FROM loyalty_missionpart
    WHERE first = 0 GROUP BY 1
), stored AS (
    SELECT mission_id, points FROM loyalty_missionbudget WHERE first = 0
)
SELECT account_id, 'mission', reference, to_jsonb(g.points), to_jsonb(p.points)
FROM given g FULL JOIN posted p USING (account_id, reference)
WHERE g.points IS DISTINCT FROM p.points
UNION ALL
SELECT account_id, 'mission', reference, to_jsonb(points), to_jsonb(said)
FROM given WHERE points IS DISTINCT FROM said
UNION ALL
SELECT account_id, 'mission', 'part in ' || version_id, to_jsonb(promised), to_jsonb(w)
FROM loyalty_missionpart, LATERAL ledger.mission_worth(version_id) w
WHERE account_id BETWEEN first AND last AND promised <> w
UNION ALL
SELECT 0, 'budget', 'mission ' || mission_id, to_jsonb(s.points),
    to_jsonb(b.budget - coalesce(p.points, 0))
FROM budget b FULL JOIN stored s USING (mission_id) LEFT JOIN promised p USING (mission_id)
WHERE s.points IS DISTINCT FROM b.budget - coalesce(p.points, 0)
$$;

-- What stood in for points goes back as they come: as much as they settle, and to no
-- lot more than was taken from it.
CREATE FUNCTION ledger.differing_settlements(first bigint, last bigint)
RETURNS SETOF ledger.difference LANGUAGE sql STABLE AS $$
SELECT account_id, 'settlement', 'version ' || version,
    to_jsonb(coalesce(sum(points) FILTER (WHERE src = 'revoked'), 0)),
    to_jsonb(coalesce(sum(points) FILTER (WHERE dst = 'revoked'), 0))
FROM loyalty_movement
WHERE kind = 'give-back' AND 'revoked' IN (src, dst) AND account_id BETWEEN first AND last
GROUP BY account_id, version
HAVING sum(points) FILTER (WHERE src = 'revoked')
    IS DISTINCT FROM sum(points) FILTER (WHERE dst = 'revoked')
UNION ALL
SELECT account_id, 'settlement', 'lot ' || lot_number,
    to_jsonb(sum(points) FILTER (WHERE src = 'revoked')),
    to_jsonb(coalesce(sum(points) FILTER (WHERE src <> 'revoked'), 0))
FROM loyalty_movement
WHERE (dst IN ('revoked', 'owed') OR src = 'revoked') AND lot_number IS NOT NULL
    AND account_id BETWEEN first AND last
GROUP BY account_id, lot_number
HAVING sum(points) FILTER (WHERE src = 'revoked')
    > coalesce(sum(points) FILTER (WHERE src <> 'revoked'), 0)
$$;

-- What ended by inactivity was announced in time, for a day that had come, to somebody
-- who did nothing since; and it is of lots that no day ends.
CREATE FUNCTION ledger.differing_idle(first bigint, last bigint)
RETURNS SETOF ledger.difference LANGUAGE sql STABLE AS $$
SELECT p.account_id, 'idle', 'version ' || p.version, to_jsonb(p.occurred_at),
    to_jsonb(told.expires_at)
FROM loyalty_posting p
LEFT JOIN loyalty_posting told ON told.account_id = p.account_id
    AND told.version = p.related_version AND told.kind = 'notice'
WHERE p.kind = 'idle-expiry' AND p.account_id BETWEEN first AND last AND NOT (
    coalesce(told.expires_at <= p.occurred_at
        AND ledger.is_told_in_time(told.occurred_at, told.expires_at), false)
    AND NOT EXISTS (SELECT FROM loyalty_posting act
        WHERE act.account_id = p.account_id AND ledger.is_act(act.kind)
            AND act.version BETWEEN told.version AND p.version)
    AND NOT EXISTS (SELECT FROM loyalty_movement m
        JOIN loyalty_lot l ON l.account_id = m.account_id AND l.number = m.lot_number
        WHERE m.account_id = p.account_id AND m.version = p.version
            AND l.expires_at <> ledger.never()))
$$;

-- What left a closed account is what came from it into the other.
CREATE FUNCTION ledger.differing_merges(first bigint, last bigint)
RETURNS SETOF ledger.difference LANGUAGE sql STABLE AS $$
WITH gone AS (
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
SELECT g.account_id, 'merge', 'into ' || g.into_account,
    jsonb_build_array(l.points, l.owed), jsonb_build_array(r.points, r.owed)
FROM loyalty_merge g LEFT JOIN gone l USING (account_id)
    LEFT JOIN arrived r USING (account_id)
WHERE account_id BETWEEN first AND last
    AND (l.points, l.owed) IS DISTINCT FROM (r.points, r.owed)
$$;

-- A closed account was merged, and has nothing.
CREATE FUNCTION ledger.differing_closings(first bigint, last bigint)
RETURNS SETOF ledger.difference LANGUAGE sql STABLE AS $$
SELECT a.account_id, 'closed', 'version ' || a.version,
    jsonb_build_array(a.closed_at, a.available, a.owed),
    jsonb_build_array(g.approved_at, 0, 0)
FROM loyalty_account a LEFT JOIN loyalty_merge g USING (account_id)
WHERE account_id BETWEEN first AND last AND (a.closed_at IS DISTINCT FROM g.approved_at
    OR a.closed_at IS NOT NULL AND (a.available, a.owed) <> (0, 0))
$$;

-- Nothing was recorded before it happened, and every moment is one. Without a clock
-- nobody can say.
CREATE FUNCTION ledger.differing_times(first bigint, last bigint)
RETURNS SETOF ledger.difference LANGUAGE sql STABLE AS $$
SELECT account_id, 'time', 'version ' || version, to_jsonb(occurred_at),
    to_jsonb(recorded_at)
FROM loyalty_posting
WHERE account_id BETWEEN first AND last
    AND (NOT isfinite(occurred_at) OR NOT isfinite(recorded_at)
        OR NOT isfinite(expires_at) OR NOT isfinite(matures_at)
        OR ledger.clock() IS NOT NULL
            AND (occurred_at > recorded_at + interval '5 minutes'
                OR recorded_at > ledger.clock() + interval '5 minutes'))
UNION ALL
SELECT account_id, 'time', 'lot ' || number, to_jsonb(expires_at), to_jsonb(matures_at)
FROM loyalty_lot
WHERE account_id BETWEEN first AND last
    AND (NOT isfinite(expires_at) OR NOT isfinite(matures_at))
$$;

-- Nobody is frozen, or free, but by what stands there.
CREATE FUNCTION ledger.differing_freezes(first bigint, last bigint)
RETURNS SETOF ledger.difference LANGUAGE sql STABLE AS $$
SELECT account_id, 'frozen', 'version ' || a.version,
    jsonb_build_array(a.frozen_at, a.frozen_until), jsonb_build_array(f.since, f.until)
FROM loyalty_account a LEFT JOIN ledger.frozen(first, last) f USING (account_id)
WHERE account_id BETWEEN first AND last
    AND (a.frozen_at, a.frozen_until) IS DISTINCT FROM (f.since, f.until)
$$;

-- A voucher is of what was redeemed for it; what is left of it, and what was given back,
-- follow from its entries and the postings; no order gives back more than it used. Points
-- that were redeemed for a voucher have one.
CREATE FUNCTION ledger.differing_vouchers(first bigint, last bigint)
RETURNS SETOF ledger.difference LANGUAGE sql STABLE AS $$
WITH redeemed AS (
    SELECT account_id, version, sum(points)::bigint AS points FROM loyalty_movement
    WHERE kind = 'redemption' AND account_id BETWEEN first AND last
    GROUP BY account_id, version
), entered AS (
    SELECT account_id, voucher AS version,
        sum(CASE WHEN kind = 'use' OR kind = 'give-back' AND "order" = '' THEN points
            WHEN kind = 'return' THEN -points ELSE 0 END)::bigint AS gone,
        coalesce(sum(points) FILTER (WHERE kind = 'give-back'), 0)::bigint AS given_back,
        max(seq) AS seq, count(*) AS entries
    FROM loyalty_voucherentry WHERE account_id BETWEEN first AND last
    GROUP BY account_id, voucher
), posted AS (
    SELECT p.account_id, p.related_version AS version, sum(m.points)::bigint AS given_back
    FROM loyalty_posting p JOIN loyalty_movement m USING (account_id, version)
    WHERE p.kind = 'give-back' AND m.src = 'redeemed' AND account_id BETWEEN first AND last
    GROUP BY 1, 2
)
SELECT v.account_id, 'voucher', 'version ' || v.version,
    jsonb_build_array(v.points, v.left, v.given_back, v.given_back),
    jsonb_build_array(r.points, greatest(0, v.points - coalesce(e.gone, 0)),
        coalesce(e.given_back, 0), coalesce(b.given_back, 0))
FROM loyalty_voucher v LEFT JOIN redeemed r USING (account_id, version)
    LEFT JOIN entered e USING (account_id, version)
    LEFT JOIN posted b USING (account_id, version)
WHERE v.account_id BETWEEN first AND last
    AND (v.points, v.left, v.given_back, v.given_back, coalesce(e.seq, 0)::bigint)
    IS DISTINCT FROM (r.points, greatest(0, v.points - coalesce(e.gone, 0)),
        coalesce(e.given_back, 0), coalesce(b.given_back, 0), coalesce(e.entries, 0))
UNION ALL
SELECT account_id, 'voucher', 'order ' || "order",
    to_jsonb(coalesce(sum(points) FILTER (WHERE kind <> 'use'), 0)),
    to_jsonb(coalesce(sum(points) FILTER (WHERE kind = 'use'), 0))
FROM loyalty_voucherentry WHERE "order" <> '' AND account_id BETWEEN first AND last
GROUP BY account_id, voucher, "order"
HAVING coalesce(sum(points) FILTER (WHERE kind <> 'use'), 0)
    > coalesce(sum(points) FILTER (WHERE kind = 'use'), 0)
UNION ALL
SELECT p.account_id, 'voucher', 'version ' || p.version, NULL, to_jsonb(p.reference)
FROM loyalty_posting p LEFT JOIN loyalty_voucher v USING (account_id, version)
WHERE p.kind = 'redemption' AND starts_with(p.reference, 'voucher:')
    AND v.version IS NULL AND p.account_id BETWEEN first AND last
$$;

CREATE FUNCTION ledger.differences_within(first bigint, last bigint)
RETURNS SETOF ledger.difference LANGUAGE sql STABLE SET work_mem = '64MB' AS $$
SELECT * FROM ledger.differing_accounts(first, last)
UNION ALL SELECT * FROM ledger.differing_postings(first, last)
UNION ALL SELECT * FROM ledger.differing_heads(first, last)
UNION ALL SELECT * FROM ledger.differing_lots(first, last)
UNION ALL SELECT * FROM ledger.differing_dates(first, last)
UNION ALL SELECT * FROM ledger.differing_due(first, last)
UNION ALL SELECT * FROM ledger.differing_holds(first, last)
UNION ALL SELECT * FROM ledger.differing_reversals(first, last)
UNION ALL SELECT * FROM ledger.differing_shares(first, last)
UNION ALL SELECT * FROM ledger.differing_tiers(first, last)
UNION ALL SELECT * FROM ledger.differing_budgets() WHERE first = 0
UNION ALL SELECT * FROM ledger.differing_missions(first, last)
UNION ALL SELECT * FROM ledger.differing_settlements(first, last)
UNION ALL SELECT * FROM ledger.differing_idle(first, last)
UNION ALL SELECT * FROM ledger.differing_merges(first, last)
UNION ALL SELECT * FROM ledger.differing_closings(first, last)
UNION ALL SELECT * FROM ledger.differing_times(first, last)
UNION ALL SELECT * FROM ledger.differing_freezes(first, last)
UNION ALL SELECT * FROM ledger.differing_vouchers(first, last)
$$;

CREATE VIEW ledger.differences AS
    SELECT * FROM ledger.differences_within(0, 9223372036854775807);
