-- Orders, their money in and their money out: each row is of what, and what is wrong
-- with it. One statement, so all of it is seen at once.

WITH owed AS (
    SELECT o.id AS order_id, o.number, o.status, o.paid_at, o.total_incl_tax AS total,
        o.currency AS order_currency, o.payment_method, p.id, p.method, p.currency,
        p.amount, p.captured, p.captured_at, p.refunded
    FROM order_order o LEFT JOIN payments_payment p ON p.order_id = o.id
), refund AS (
    SELECT r.*, split_part(r.reference, ':', 1) AS what,
        substr(r.reference, strpos(r.reference, ':') + 1) AS cause, p.order_id
    FROM payments_refund r JOIN payments_payment p ON p.id = r.payment_id
), promised AS (
    -- Late and wrong money was never the order's.
    SELECT payment_id, sum(amount) AS money FROM refund
    WHERE what IN ('return', 'cancel', 'goodwill') GROUP BY payment_id
), sent AS (
    SELECT attempt_id, sum(amount) AS money FROM refund GROUP BY attempt_id
), attempt AS (
    SELECT a.*, o.number FROM payments_paymentattempt a
        JOIN order_order o ON o.id = a.order_id
), by_hand AS (
    SELECT action, subject, after ->> 'reference' AS reference FROM audit_entry
    WHERE action IN ('order.mark-paid', 'refund.paid-out') AND actor_id IS NOT NULL
        OR action = 'order.bring-in'
), causes AS (
    -- Everything for which money goes back, and how much.
    SELECT order_id, 'return:' || reference AS reference, money FROM orders_return
    UNION ALL
    SELECT order_id, 'goodwill:' || reference, money FROM orders_goodwill
    UNION ALL
    SELECT order_id, 'cancel:' || number, captured FROM owed
    WHERE status IN ('cancelled', 'lapsed')
    UNION ALL
    SELECT order_id, 'late:' || key, received FROM attempt WHERE state = 'late'
    UNION ALL
    -- Somebody says that it came by no service, for an order that was over or paid.
    SELECT order_id, coalesce(e.after ->> 'refund', 'late:' || number),
        (e.after ->> 'amount')::numeric
    FROM owed JOIN audit_entry e ON e.subject = 'order:' || number
    WHERE e.action = 'payment.late' AND e.actor_id IS NOT NULL
)
-- An order has a payment over what it owes.
SELECT format('order %s', number), CASE WHEN id IS NULL THEN 'no payment says what it owes'
    ELSE format('owes %s %s (%s), its payment says %s %s (%s)', total, order_currency,
        payment_method, amount, currency, method) END
FROM owed WHERE (total, order_currency, payment_method) IS DISTINCT FROM
    (amount, currency, method::text)
UNION ALL
-- All its money is here when it is paid, and none before.
SELECT format('order %s', number), format('%s, but %s captured',
    CASE WHEN paid_at IS NULL THEN 'not paid' ELSE 'paid' END, captured)
FROM owed WHERE (captured, captured_at IS NULL) <>
    (CASE WHEN paid_at IS NULL THEN 0 ELSE amount END, paid_at IS NULL)
UNION ALL
-- Money came through a payment service, or somebody says that it is here.
SELECT format('order %s', number), format('%s captured, nobody says from where', captured)
FROM owed o WHERE captured > 0
    AND NOT EXISTS (SELECT FROM attempt a WHERE a.order_id = o.order_id
        AND a.state = 'paid' AND a.received = o.captured AND a.session_id <> '')
    AND NOT EXISTS (SELECT FROM by_hand b
        WHERE b.action IN ('order.mark-paid', 'order.bring-in') AND b.subject = 'order:' || o.number)
UNION ALL
-- What paid an order is its money.
SELECT format('order %s', a.number),
    format('%s came with %s, captured %s', a.received, a.key, o.captured)
FROM attempt a JOIN owed o USING (order_id)
WHERE a.state = 'paid' AND a.received IS DISTINCT FROM o.captured
UNION ALL
-- What goes back is the sum of what was promised, of the order and of each way.
SELECT format('order %s', number), format('%s goes back, refunds come to %s', refunded,
    coalesce(money, 0))
FROM owed LEFT JOIN promised ON payment_id = id WHERE refunded <> coalesce(money, 0)
UNION ALL
SELECT format('order %s', number), format('%s goes back of %s, refunds come to %s', refunded,
    key, coalesce(money, 0))
FROM attempt LEFT JOIN sent ON attempt_id = id WHERE refunded <> coalesce(money, 0)
UNION ALL
-- What is to go back for a cause goes back, once and in full.
SELECT format('order %s', o.number), format('%s for %s, refunded %s', c.money, c.reference,
    coalesce(r.amount::text, 'not'))
FROM causes c JOIN owed o USING (order_id)
    LEFT JOIN refund r ON r.reference = c.reference AND r.order_id = c.order_id
WHERE c.money > 0 AND c.money IS DISTINCT FROM r.amount
UNION ALL
-- A credit note of money has its refund (the other way: documents).
SELECT format('credit note %s', d.name), format('over %s, refunded %s', d.total,
    coalesce(r.amount::text, 'not'))
FROM documents_document d LEFT JOIN refund r
    ON r.reference = d.cause AND r.order_id = d.order_id
WHERE d.kind = 'credit-note' AND d.total > 0 AND d.total IS DISTINCT FROM r.amount
UNION ALL
-- Nothing goes back without a cause.
SELECT format('refund %s', r.reference), format('%s goes back for nothing', r.amount)
FROM refund r
WHERE NOT EXISTS (SELECT FROM causes c WHERE c.reference = r.reference
        AND c.order_id = r.order_id AND c.money > 0)
    AND NOT EXISTS (SELECT FROM attempt a WHERE r.what = 'wrong' AND a.state = 'wrong'
        AND a.key = r.cause AND a.order_id = r.order_id AND a.id = r.attempt_id)
UNION ALL
-- Money left through a service that says so, or somebody says that it was paid out.
SELECT format('refund %s', r.reference), format('%s paid out, nobody says how', r.amount)
FROM refund r JOIN owed o USING (order_id)
WHERE r.state = 'succeeded' AND (r.attempt_id IS NULL OR r.provider_id = '')
    AND NOT EXISTS (SELECT FROM by_hand b WHERE b.action = 'refund.paid-out'
        AND b.subject = 'order:' || o.number AND b.reference = r.reference)
UNION ALL
-- What is not sent because it has gone has gone, says the service.
SELECT format('order %s', a.number), format('%s of %s is said to have gone before, the'
    ' service says %s', r.money, a.key, coalesce(g.money, 0))
FROM attempt a JOIN (SELECT attempt_id, sum(elsewhere) AS money FROM payments_refund
    GROUP BY attempt_id) r ON r.attempt_id = a.id
LEFT JOIN (SELECT attempt_id, sum(amount) AS money FROM (
        SELECT attempt_id, amount FROM payments_refundelsewhere WHERE state <> 'failed'
        UNION ALL SELECT attempt_id, amount FROM payments_dispute WHERE state = 'lost') one
    GROUP BY attempt_id) g ON g.attempt_id = a.id
WHERE r.money > coalesce(g.money, 0)
UNION ALL
-- What the log says was paid out is there, and paid out.
SELECT b.subject, format('%s was paid out, says the log', b.reference)
FROM by_hand b LEFT JOIN refund r USING (reference)
WHERE b.action = 'refund.paid-out' AND r.state IS DISTINCT FROM 'succeeded'
UNION ALL
-- What the service has sent, says the log, was sent, unless it failed later.
SELECT e.subject, format('%s was sent as %s, says the log', e.after ->> 'reference',
    e.after ->> 'sent_as')
FROM audit_entry e LEFT JOIN refund r ON r.reference = e.after ->> 'reference'
WHERE e.action = 'refund.sent' AND (r.state NOT IN ('succeeded', 'requested')
        OR r.provider_id IS DISTINCT FROM e.after ->> 'sent_as')
    AND NOT EXISTS (SELECT FROM audit_entry f WHERE f.action = 'refund.failed'
        AND f.subject = e.subject AND f.id > e.id
        AND f.after ->> 'reference' = e.after ->> 'reference')
UNION ALL
-- What the log says came too late or was wrong is here.
SELECT e.subject, format('%s of %s is in the log, but did not come', e.action,
    e.after ->> 'charge')
FROM audit_entry e
WHERE e.action IN ('payment.late', 'payment.wrong') AND NOT EXISTS (
    SELECT FROM attempt a WHERE 'order:' || a.number = e.subject
        AND a.charge = e.after ->> 'charge' AND 'payment.' || a.state = e.action)
    AND NOT EXISTS (
        SELECT FROM refund r JOIN owed o USING (order_id)
        WHERE e.action = 'payment.late' AND e.actor_id IS NOT NULL
            AND 'order:' || o.number = e.subject
            AND r.reference = coalesce(e.after ->> 'refund', 'late:' || o.number))
