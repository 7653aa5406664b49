-- The order is confirmed: the points that hold.sql set aside are redeemed.
\set n :n + 1
\set order :run * 1000000000 + :client_id * 10000000 + :n
\set member 1 + abs(hash(:order, 42)) % :members
SELECT (r.posting).version FROM ledger.capture(
    :member, 'R' || :order, now(),
    '{"code": "redeemed-on-order", "params": {"order": "100001", "currency": "EUR", "discount": "0.20"}}'
) AS r;
