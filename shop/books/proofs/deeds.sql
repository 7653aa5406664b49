-- What was done, by people and by the shop, held against the log and the mail it
-- demands, and the log against what was done: each row is of what, and what is wrong
-- with it. One statement, so all of it is seen at once. Mail that was caused within the
-- last hour may still be on its way into the outbox.

WITH posted AS (
    SELECT p.account_id, p.version, p.kind, p.reference, p.actor_id, p.related_version,
        p.rule_version, p.recorded_at, p.why ->> 'code' AS code, p.why #>> '{params,source}' AS source,
        coalesce(sum(CASE WHEN m.dst = 'adjusted' THEN -m.points ELSE m.points END), 0)
            AS points
    FROM loyalty_posting p LEFT JOIN loyalty_movement m USING (account_id, version)
    WHERE p.kind IN ('adjustment', 'extension')
        OR p.kind = 'accrual' AND p.why ->> 'code' IS DISTINCT FROM 'order-earned'
        OR p.kind = 'accrual' AND p.rule_version IS NULL
    GROUP BY p.account_id, p.version
), logged AS (
    SELECT action, subject, actor_id, after, after ->> 'reference' AS reference,
        (after ->> 'points')::bigint AS points,
        coalesce(written_at, recorded_at) AS written_at
    FROM audit_entry WHERE action IN ('points.adjust', 'points.extend', 'points.grant',
        'points.import')
), gift AS (
    SELECT reference, points, actor_id, written_at FROM logged
    WHERE action = 'points.grant'
), import AS (
    SELECT after ->> 'source' AS source, sum(points) AS points FROM logged
    WHERE action = 'points.import' GROUP BY 1
), import_by AS (
    SELECT after ->> 'source' AS source, actor_id, written_at FROM logged
    WHERE action = 'points.import'
), step_of_two AS (
    SELECT action, actor_id, after ->> 'proposal' AS said FROM audit_entry
    WHERE action IN ('points.propose', 'points.decline', 'points.adjust')
), reward AS (
    SELECT to_whom.account_id, 'referral:' || r.friend_id AS reference, to_whom.points
    FROM referrals_reward w JOIN referrals_referral r ON r.friend_id = w.referral_id,
        LATERAL (VALUES (r.friend_id::bigint, w.friend_points::bigint),
            (r.referrer_id, w.referrer_points)) to_whom (account_id, points)
    WHERE w.state = 'given'
), proposal AS (
    SELECT p.*, p.id::text AS said FROM loyalty_mergeproposal p
), signature AS (
    SELECT action, actor_id, after ->> 'proposal' AS said FROM audit_entry
    WHERE action IN ('merge.propose', 'merge.approve', 'merge.withdraw')
), demanded AS (
    SELECT 'order:' || o.number AS subject, step.action, step.mail, o.number AS cause,
        step.at, '' AS reference
    FROM order_order o, LATERAL (VALUES
        ('', 'order-placed', o.date_placed),
        ('order.mark-paid', 'order-paid', o.paid_at),
        ('order.mark-ready', 'order-ready', o.ready_at),
        ('order.mark-shipped', 'order-shipped', o.shipped_at),
        ('order.mark-delivered', 'order-delivered', o.delivered_at),
        ('order.cancel', 'order-cancelled',
            CASE WHEN o.status = 'cancelled' THEN o.cancelled_at END),
        ('order.lapse', 'order-lapsed',
            CASE WHEN o.status = 'lapsed' THEN o.cancelled_at END)
    ) step (action, mail, at) WHERE step.at IS NOT NULL
    UNION ALL
    SELECT 'order:' || o.number, 'order.take-back', 'pieces-taken-back', r.reference,
        r.received_at, r.reference
    FROM orders_return r JOIN order_order o ON o.id = r.order_id
    UNION ALL
    SELECT 'order:' || o.number, 'order.give-goodwill', 'goodwill-given',
        'goodwill:' || g.reference, g.given_at, g.reference
    FROM orders_goodwill g JOIN order_order o ON o.id = g.order_id
), step AS (
    SELECT action, subject, coalesce(after ->> 'reference', '') AS reference
    FROM audit_entry WHERE starts_with(action, 'order.')
), brought_in AS (
    -- Written as a whole, from elsewhere: their steps were taken there.
    SELECT subject FROM audit_entry WHERE action = 'order.bring-in'
)
-- Points that people gave or took, and dates they moved, stand in the log.
SELECT format('account %s', p.account_id),
    format('%s %s of %s points is not in the log', p.kind, p.reference, p.points)
FROM posted p
WHERE p.kind = 'adjustment' AND NOT EXISTS (
        SELECT FROM logged l WHERE l.action = 'points.adjust'
            AND l.subject = 'member:' || p.account_id AND l.actor_id = p.actor_id
            AND 'staff:' || l.reference = p.reference AND l.points = p.points)
    OR p.kind = 'extension' AND NOT EXISTS (
        SELECT FROM logged l WHERE l.action = 'points.extend'
            AND l.subject = 'member:' || p.account_id AND l.actor_id = p.actor_id
            AND concat('staff:', l.reference, ':', p.related_version) = p.reference)
UNION ALL
-- Points come from an order, a gift that was announced, or another scheme, and who
-- announced them gave them. What was there before that was asked for, the log knows
-- under no name, and speaks for nothing that came after it.
SELECT format('account %s', p.account_id),
    format('accrual %s of %s points comes from nothing', p.reference, p.points)
FROM posted p
WHERE p.kind = 'accrual' AND (p.code = 'order-earned' OR (
    NOT EXISTS (SELECT FROM gift g
        WHERE g.reference = p.reference AND g.points = p.points
            AND (g.actor_id = p.actor_id
                OR g.actor_id IS NULL AND p.recorded_at <= g.written_at))
    AND NOT EXISTS (SELECT FROM import_by i
        WHERE i.source = p.source AND starts_with(p.reference, 'import:')
            AND (i.actor_id = p.actor_id
                OR i.actor_id IS NULL AND p.recorded_at <= i.written_at))
    -- How much a mission gives is proved with the ledger.
    AND NOT EXISTS (SELECT FROM loyalty_missionreward m
        WHERE m.account_id = p.account_id
            AND p.reference = concat_ws(':', 'mission', m.version_id, m.step, m.nth))
    AND NOT EXISTS (SELECT FROM reward w
        WHERE w.account_id = p.account_id AND w.reference = p.reference
            AND w.points = p.points)))
UNION ALL
-- What a referral is worth was posted to its two people, by its terms and for an order of
-- the friend's; and who decided about it says so in the log.
SELECT format('account %s', w.account_id),
    format('%s of %s points was not posted', w.reference, w.points)
FROM reward w
WHERE w.points > 0 AND NOT EXISTS (SELECT FROM posted p WHERE p.kind = 'accrual'
    AND p.account_id = w.account_id AND p.reference = w.reference AND p.points = w.points)
UNION ALL
SELECT format('account %s', w.referral_id),
    format('referral:%s is not by its terms', w.referral_id)
FROM referrals_reward w JOIN referrals_referral r ON r.friend_id = w.referral_id
    JOIN referrals_terms t ON t.version = r.terms_id JOIN order_order o ON o.id = w.order_id
WHERE o.user_id IS DISTINCT FROM r.friend_id
    OR w.friend_points NOT IN (0, t.friend_points)
    OR w.referrer_points NOT IN (0, t.referrer_points)
UNION ALL
SELECT format('account %s', w.referral_id),
    format('referral:%s was decided by nobody in the log', w.referral_id)
FROM referrals_reward w
WHERE w.state <> 'waiting' AND (w.signs <> '{}' OR w.decided_by_id IS NOT NULL)
    AND NOT EXISTS (SELECT FROM audit_entry e WHERE e.subject = 'member:' || w.referral_id
        AND e.actor_id = w.decided_by_id AND e.action = CASE w.state
            WHEN 'given' THEN 'referral.approve' ELSE 'referral.decline' END)
UNION ALL
SELECT e.subject, format('%s is in the log, but was not done', e.action)
FROM audit_entry e
WHERE e.action IN ('referral.approve', 'referral.decline') AND NOT EXISTS (
    SELECT FROM referrals_reward w WHERE e.subject = 'member:' || w.referral_id
        AND w.decided_by_id = e.actor_id)
UNION ALL
-- Who wrote a mission, and who decided on it, says so in the log; and what was written down of
-- members is still so of their orders.
SELECT format('mission %s', v.mission_id), format('%s of version %s is not in the log', said.action, v.number)
FROM loyalty_missionversion v, LATERAL (
    SELECT 'mission.draft' AS action, v.author_id AS actor_id
    UNION ALL
    SELECT CASE d.kind WHEN 'submitted' THEN 'mission.submit' WHEN 'approved' THEN 'mission.approve'
        WHEN 'ended' THEN 'mission.end' ELSE 'mission.turn-down' END, d.actor_id
    FROM loyalty_missiondecision d WHERE d.version_id = v.id
) said
WHERE NOT EXISTS (SELECT FROM audit_entry e
    WHERE e.action = said.action AND e.actor_id = said.actor_id
        AND e.subject = 'mission:' || v.mission_id AND e.after -> 'version' = to_jsonb(v.number))
UNION ALL
SELECT format('account %s', d.account_id), format('%s is no kept order of theirs', d.reference)
FROM loyalty_missiondeed d
WHERE d.kind IN ('order', 'goods') AND NOT EXISTS (
    SELECT FROM order_order o WHERE o.user_id = d.account_id AND o.status = 'delivered'
        AND o.number = split_part(d.reference, ':', 2) AND o.date_placed = d.happened_at)
UNION ALL
SELECT format('terms of invitations %s', t.version), 'are not in the log'
FROM referrals_terms t
WHERE t.version > 1 AND NOT EXISTS (SELECT FROM audit_entry e
    WHERE e.action = 'referral.publish-terms' AND e.actor_id = t.author_id
        AND e.subject = 'referral-terms:' || t.version)
UNION ALL
SELECT format('import from %s', i.source),
    format('%s points announced, %s brought in', i.points, sum(p.points))
FROM import i JOIN posted p USING (source)
WHERE p.kind = 'accrual' GROUP BY i.source, i.points HAVING sum(p.points) > i.points
UNION ALL
-- What the log says was given, taken or moved was.
SELECT l.subject, format('%s %s is in the log, but was not posted', l.action, l.reference)
FROM logged l
WHERE l.action = 'points.adjust' AND NOT EXISTS (
        SELECT FROM posted p WHERE p.kind = 'adjustment'
            AND l.subject = 'member:' || p.account_id
            AND p.reference = 'staff:' || l.reference)
    OR l.action = 'points.extend' AND NOT EXISTS (
        SELECT FROM posted p WHERE p.kind = 'extension'
            AND l.subject = 'member:' || p.account_id
            AND starts_with(p.reference, concat('staff:', l.reference, ':')))
UNION ALL
-- A merge was proposed by one and approved by another, in so many words.
SELECT format('account %s', m.account_id), format('merged into %s without a proposal',
    m.into_account)
FROM loyalty_merge m
WHERE NOT EXISTS (
    SELECT FROM proposal p JOIN signature s ON s.said = p.said
        AND s.action = 'merge.approve' AND s.actor_id = m.approved_by_id
    WHERE p.closing_id = m.account_id AND p.surviving_id = m.into_account
        AND p.proposed_by_id = m.proposed_by_id AND p.reason = m.reason
        AND p.withdrawn_at IS NULL)
UNION ALL
SELECT format('account %s', p.closing_id), format('proposal %s is not in the log', p.id)
FROM proposal p
WHERE NOT EXISTS (SELECT FROM signature s WHERE s.said = p.said
        AND s.action = 'merge.propose' AND s.actor_id = p.proposed_by_id)
    OR p.withdrawn_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM signature s WHERE s.said = p.said AND s.action = 'merge.withdraw')
UNION ALL
SELECT format('proposal %s', s.said), format('%s is in the log, but was not done', s.action)
FROM signature s
WHERE NOT EXISTS (SELECT FROM proposal p WHERE p.said = s.said)
    OR s.action = 'merge.approve' AND NOT EXISTS (
        SELECT FROM loyalty_merge m JOIN proposal p ON p.closing_id = m.account_id
        WHERE p.said = s.said)
UNION ALL
-- What one person might not adjust alone was proposed by one and approved by another.
SELECT format('account %s', p.account_id),
    format('proposed adjustment %s is not in the log', p.id)
FROM loyalty_proposedadjustment p
WHERE NOT EXISTS (SELECT FROM step_of_two s WHERE s.said = p.id::text
        AND s.action = 'points.propose' AND s.actor_id = p.proposed_by_id)
    OR p.withdrawn_at IS NOT NULL AND NOT EXISTS (SELECT FROM step_of_two s
        WHERE s.said = p.id::text AND s.action = 'points.decline')
UNION ALL
SELECT format('account %s', p.account_id),
    format('proposed adjustment %s is not what was posted', p.id)
FROM loyalty_proposedadjustment p
WHERE p.posting_version IS NOT NULL AND NOT EXISTS (
    SELECT FROM posted d JOIN step_of_two s ON s.action = 'points.adjust'
        AND s.said = p.id::text AND s.actor_id = d.actor_id
    WHERE d.kind = 'adjustment' AND d.account_id = p.account_id
        AND d.version = p.posting_version AND d.reference = p.reference
        AND d.points = p.points AND d.actor_id <> p.proposed_by_id)
UNION ALL
SELECT format('proposed adjustment %s', s.said),
    format('%s is in the log, but was not done', s.action)
FROM step_of_two s
WHERE s.said IS NOT NULL AND NOT EXISTS (SELECT FROM loyalty_proposedadjustment p
    WHERE p.id::text = s.said AND CASE s.action
        WHEN 'points.adjust' THEN p.posting_version IS NOT NULL
        WHEN 'points.decline' THEN p.withdrawn_at IS NOT NULL ELSE true END)
UNION ALL
-- A rule was published by somebody, for days to come.
SELECT format('rule %s', r.version), CASE WHEN r.starts_at < r.published_at
    THEN format('published on %s, starts on %s', r.published_at, r.starts_at)
    ELSE 'is not in the log' END
FROM loyalty_rule r
WHERE r.version > 1 AND (r.starts_at < r.published_at OR NOT EXISTS (
    SELECT FROM audit_entry e WHERE e.action = 'points.publish-rule'
        AND e.subject = 'rule:' || r.version AND e.actor_id = r.author_id))
UNION ALL
-- Each step of an order stands in the log, and was told by mail.
SELECT d.subject, format('%s is not in the log', concat_ws(' ', d.action,
    nullif(d.reference, '')))
FROM demanded d
WHERE d.action <> '' AND (d.reference <> '' OR d.subject NOT IN (TABLE brought_in))
    AND NOT EXISTS (SELECT FROM step s WHERE s.subject = d.subject
    AND s.action = d.action AND (d.reference = '' OR s.reference = d.reference))
UNION ALL
SELECT d.subject, format('the mail %s:%s is gone', d.mail, d.cause)
FROM demanded d
WHERE d.at < now() - interval '1 hour'
    AND (d.reference <> '' OR d.subject NOT IN (TABLE brought_in)) AND NOT EXISTS (
    SELECT FROM outbox_message m WHERE m.reference = concat(d.mail, ':', d.cause))
UNION ALL
-- What the log says of an order happened to it.
SELECT s.subject, format('%s is in the log, but was not done', concat_ws(' ', s.action,
    nullif(s.reference, '')))
FROM step s
WHERE s.action IN ('order.mark-paid', 'order.mark-ready', 'order.mark-shipped',
        'order.mark-delivered', 'order.cancel', 'order.lapse', 'order.take-back',
        'order.give-goodwill')
    AND NOT EXISTS (SELECT FROM demanded d WHERE d.subject = s.subject
        AND d.action = s.action AND (d.reference = '' OR s.reference = d.reference))
