-- The postings that were copied, chained again: each holds the hash of the one before.
-- They wait in pg_temp.copied, which has no index but this.

CREATE INDEX ON pg_temp.copied (version, account_id);
ANALYZE pg_temp.copied;

DO $$
DECLARE
    each bigint;
BEGIN
    FOR each IN SELECT DISTINCT version FROM pg_temp.copied ORDER BY version LOOP
        UPDATE pg_temp.copied c SET hash = ledger.posting_hash(
            coalesce(
                (SELECT f.hash FROM pg_temp.copied f
                    WHERE f.account_id = c.account_id AND f.version = each - 1),
                (SELECT p.hash FROM loyalty_posting p
                    WHERE p.account_id = c.account_id AND p.version = each - 1),
                ''),
            ROW(c.*)::loyalty_posting,
            coalesce((SELECT string_agg(
                ledger.movement_bytes(m.src, m.dst, m.points, m.lot_number), ''
                ORDER BY m.seq) FROM loyalty_movement m
                WHERE m.account_id = c.account_id AND m.version = each), ''))
        WHERE c.version = each;
    END LOOP;
END $$;

-- In the order they would have been written in: what happened lately lies together.
INSERT INTO loyalty_posting SELECT * FROM pg_temp.copied ORDER BY recorded_at;

-- What an account has is what its last posting left.
UPDATE loyalty_account a SET version = p.version, head = p.hash,
    available = p.available_after, pending = p.pending_after, held = p.held_after,
    owed = p.owed_after
FROM (SELECT DISTINCT ON (account_id) * FROM pg_temp.copied
    ORDER BY account_id, version DESC) p
WHERE p.account_id = a.account_id;

DROP TABLE pg_temp.copied;
