-- An order is placed: 20 points are set aside. capture.sql finds them again.
\set n :n + 1
\set order :run * 1000000000 + :client_id * 10000000 + :n
\set member 1 + abs(hash(:order, 42)) % :members
SELECT (r.posting).version FROM ledger.hold(
    :member, 20, 'R' || :order, now(),
    '{"code": "held-for-order", "params": {"order": "100001"}}',
    now() + interval '1 hour'
) AS r;
