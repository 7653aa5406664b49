-- The same order, to which a campaign adds 20 points: 1 has no budget, 2 has one.
\set member random(1, :members)
\set order random(1, 4000000000000000000)
SELECT (r.posting).version FROM ledger.accrue(
    :member, 56, 'E' || :order, now(),
    '{"code": "order-earned", "params": {"base": "36.40", "rule": 1, "order": "100001", "currency": "EUR", "excluded": "0.00", "rounding": "down", "points_per_unit": "1"}}',
    NULL, now() + interval '1 year', true, 1, shares => jsonb_build_array(
        '{"source": "purchase", "version": 1, "points": 36, "base": "36.40"}'::jsonb,
        '{"source": "campaign", "points": 20, "base": "36.40", "amount": "fixed", "rate": "20", "names": {"en": "Tea week", "zh-hans": "茶周"}}'::jsonb
            || jsonb_build_object('version', :campaign::integer,
                'month', to_char(now(), 'YYYY-MM')))
) AS r;
