-- An order is paid: 36 points, pending until its return window is over.
\set member random(1, :members)
\set order random(1, 4000000000000000000)
SELECT (r.posting).version FROM ledger.accrue(
    :member, 36, 'E' || :order, now(),
    '{"code": "order-earned", "params": {"base": "36.40", "rule": 1, "order": "100001", "currency": "EUR", "excluded": "0.00", "rounding": "down", "points_per_unit": "1"}}',
    NULL, now() + interval '1 year', true, 1
) AS r;
