-- What stands in the database of guards and engine, as one fingerprint of each: keys
-- and checks, triggers, functions, and who may call them. No names that differ from
-- one database to the other.

SELECT part, md5(string_agg(said, E'\n' ORDER BY said COLLATE "C")) FROM (
    SELECT 'guards' AS part, concat_ws(' ', c.conrelid::regclass, c.conname,
        pg_get_constraintdef(c.oid)) AS said
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
    WHERE starts_with(t.relname, 'loyalty_') AND c.contype IN ('c', 'f')
    UNION ALL
    SELECT 'guards', concat_ws(' ', pg_get_triggerdef(g.oid), g.tgenabled)
    FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
    WHERE starts_with(t.relname, 'loyalty_') AND NOT g.tgisinternal
    UNION ALL
    SELECT CASE WHEN n.nspname = 'ledger' THEN 'engine' ELSE 'guards' END,
        concat_ws(' ', p.proowner::regrole, pg_get_functiondef(p.oid), (
            SELECT string_agg(allowed::text, ',' ORDER BY allowed::text COLLATE "C")
            FROM unnest(p.proacl) AS allowed))
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE p.prokind = 'f' AND (
        n.nspname = 'ledger' OR n.nspname = 'public' AND starts_with(p.proname, 'loyalty_'))
    UNION ALL
    SELECT 'engine', concat_ws(' ', c.contypid::regtype, c.conname,
        pg_get_constraintdef(c.oid))
    FROM pg_constraint c JOIN pg_type t ON t.oid = c.contypid
    WHERE t.typnamespace = to_regnamespace('ledger')
    UNION ALL
    SELECT 'engine', array_to_string(nspacl, ',') FROM pg_namespace
    WHERE nspname = 'ledger'
    UNION ALL
    SELECT part, '' FROM unnest('{guards, engine}'::text[]) AS part -- none is a state too
) standing GROUP BY part
