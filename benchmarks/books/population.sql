-- Members with delivered orders and every posting these made, in sets. A round
-- writes one posting of each account, so that the rows of an account lie as far
-- apart as they would after years. {members} members, {orders} orders each.
-- Meant for a scratch database: keys and triggers look away.

SET session_replication_role = replica;
SET work_mem = '256MB';

INSERT INTO users_user (id, password, email, first_name, last_name, is_superuser,
    is_staff, is_active, date_joined, language)
SELECT m, '', 'm' || m || '@members.example', '', '', false, false, true,
    '2020-01-01', 'en'
FROM generate_series(1, {members}) m;

INSERT INTO loyalty_account (account_id, available, pending, held, owed, version,
    enrolled_at, due_at)
SELECT m, 1000000 - {orders} * 61, 0, 0, 0,
    1 + 5 * {orders}, '2020-01-01', '2020-01-01'
FROM generate_series(1, {members}) m;

-- Order k of a member: 40.00 of goods, 100 points used for 1.00, 39 points earned.
INSERT INTO order_order (id, number, user_id, currency, total_incl_tax,
    total_excl_tax, shipping_incl_tax, shipping_excl_tax, shipping_method,
    shipping_code, status, guest_email, date_placed, analytics_tracked, language,
    payment_method, paid_at, shipped_at, delivered_at, points_redeemed,
    points_discount)
SELECT (k - 1) * {members} + m, format('B%s-%s', m, k), m, 'EUR', 39, 32.77, 0, 0,
    'Parcel', 'standard', 'delivered', '', at, false, 'en', 'bank-transfer', at, at,
    at + interval '3 days', 100, 1
FROM generate_series(1, {orders}) k, generate_series(1, {members}) m,
    LATERAL (SELECT '2020-01-01'::timestamptz + k * interval '60 days' AS at) t;

INSERT INTO order_line (order_id, partner_name, partner_sku, partner_line_reference,
    partner_line_notes, title, quantity, line_price_incl_tax, line_price_excl_tax,
    line_price_before_discounts_incl_tax, line_price_before_discounts_excl_tax,
    status, num_allocated, allocation_cancelled, vat_rate, points_redeemed,
    points_discount, labels, returned_quantity, refunded, points_restored)
SELECT id, 'House', 'SKU', '', '', 'Cup', 2, 39, 32.77, 40, 33.61, '', 0, false, 19,
    100, 1, '{{food,kitchen}}', 0, 0, 0
FROM order_order;

-- Each is paid, so it has an invoice.
INSERT INTO documents_series (code, prefix, next_number)
VALUES ('population', 'P', {members} * {orders} + 1);
INSERT INTO documents_document (series_id, number, name, kind, order_id, cause,
    issued_at, language, currency, total, content)
SELECT s.id, o.id, 'P' || o.id, 'invoice', o.id, 'payment:' || o.number, o.date_placed,
    'en', 'EUR', o.total_incl_tax, '{{}}'
FROM order_order o, documents_series s WHERE s.code = 'population';

INSERT INTO loyalty_lot (account_id, number, granted, pending, remaining, held,
    matures_at, expires_at, open)
SELECT m, 1, 1000000, 0, 1000000 - {orders} * 100, 0, NULL,
    '2099-01-01'::timestamptz, true
FROM generate_series(1, {members}) m
UNION ALL
SELECT m, 5 * k - 1, 39, 0, 39, 0,
    '2020-01-18'::timestamptz + k * interval '60 days', '2099-06-01', true
FROM generate_series(1, {orders}) k, generate_series(1, {members}) m;

INSERT INTO loyalty_hold (account_id, version, points, lapses_at, open)
SELECT m, 5 * k - 3, 100, '2020-01-08'::timestamptz + k * interval '60 days', false
FROM generate_series(1, {orders}) k, generate_series(1, {members}) m;

-- The postings of one round, each chained to that of the round before; `turn` is the
-- order, 0 for the welcome.
CREATE TEMP TABLE former AS SELECT m AS account_id, ''::bytea AS hash
    FROM generate_series(1, {members}) m;
CREATE TEMP TABLE fresh (LIKE loyalty_posting);

CREATE FUNCTION pg_temp.round(turn integer, step integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    at timestamptz := '2020-01-01'::timestamptz + turn * interval '60 days';
    before bigint := 1000000 - greatest(turn - 1, 0) * 61;
    number bigint := CASE turn WHEN 0 THEN 1 ELSE 5 * turn - 4 + step END;
    what text := (ARRAY['accrual', 'hold', 'redemption', 'accrual', 'schedule',
        'maturity'])[step + 1];
    concerns bigint := CASE step WHEN 2 THEN 5 * turn - 3 WHEN 4 THEN 5 * turn - 1
        WHEN 5 THEN 5 * turn - 1 END;
    source text := (ARRAY['issued', 'available', 'held', 'issued', NULL, 'pending'])
        [step + 1];
    target text := (ARRAY['available', 'held', 'redeemed', 'pending', NULL, 'available'])
        [step + 1];
    moved bigint := (ARRAY[1000000, 100, 100, 39, NULL, 39])[step + 1];
    lot bigint := CASE WHEN step < 3 THEN 1 ELSE 5 * turn - 1 END;
BEGIN
    TRUNCATE fresh;
    INSERT INTO fresh (account_id, version, kind, reference, request_hash,
        related_version, rule_version, reason, why, occurred_at, recorded_at,
        matures_at, expires_at, available_after, pending_after, held_after, owed_after,
        hash)
    SELECT m, number, what,
        CASE WHEN turn = 0 THEN 'welcome' WHEN step = 5 THEN concerns::text
            ELSE format('B%s-%s', m, turn) END,
        sha256(''), concerns, CASE WHEN step = 3 THEN 1 END, '',
        jsonb_build_object('code', CASE WHEN turn = 0 THEN 'welcome'
            WHEN step = 3 THEN 'order-earned' ELSE 'held-for-order' END,
            'params', jsonb_build_object('order', format('B%s-%s', m, turn))),
        at, at, CASE WHEN step = 4 THEN at + interval '18 days' END,
        (CASE WHEN turn = 0 THEN '2099-01-01'
            WHEN step IN (3, 4) THEN '2099-06-01' END)::timestamptz,
        before - CASE step WHEN 0 THEN 0 WHEN 5 THEN 61 ELSE 100 END,
        CASE WHEN step IN (3, 4) THEN 39 ELSE 0 END,
        CASE WHEN step = 1 THEN 100 ELSE 0 END, 0, ''
    FROM generate_series(1, {members}) m;
    UPDATE fresh p SET hash = ledger.posting_hash(
        f.hash, ROW(p.*)::loyalty_posting,
        CASE step WHEN 4 THEN '' ELSE ledger.movement_bytes(source, target, moved, lot) END)
    FROM former f WHERE f.account_id = p.account_id;
    -- Shoppers do not come in the order of their keys.
    INSERT INTO loyalty_posting SELECT * FROM fresh ORDER BY hash;
    INSERT INTO loyalty_movement (account_id, version, seq, kind, src, dst, points,
        lot_number)
    SELECT account_id, number, 1, what, source, target, moved, lot
    FROM fresh WHERE step <> 4 ORDER BY hash;
    TRUNCATE former;
    INSERT INTO former SELECT account_id, hash FROM fresh;
END $$;

SELECT pg_temp.round(0, 0);
SELECT pg_temp.round(turn, step)
    FROM generate_series(1, {orders}) turn, generate_series(1, 5) step
    ORDER BY turn, step;
UPDATE loyalty_account a SET head = f.hash FROM former f
    WHERE f.account_id = a.account_id;
RESET session_replication_role;
RESET work_mem;
ANALYZE;
