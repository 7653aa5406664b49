-- Put the ledger's tables on hash partitions by account, with the rows they hold.
-- Run once, as the owner of the tables, while nobody writes:
--
--   psql "$DATABASE_OWNER_URL" --single-transaction --file docs/examples/partitions.sql
--   manage.py migrate        # guards and engine come in again
--
-- Keys, checks and indexes come over as they are, under their names. What Django
-- manages does not change: models and migrations know nothing of partitions.

DROP SCHEMA IF EXISTS ledger CASCADE;

DO $$
DECLARE
    partitions constant integer := 8;
    -- Of two tables the one that is referred to stands first.
    names constant text[] := ARRAY['account', 'posting', 'lot', 'hold', 'movement'];
    name text;
    plain regclass;
    parted text;
    reference record;
    copied record;
BEGIN
    -- Foreign keys from and to these tables, to be made again at the end.
    CREATE TEMP TABLE kept ON COMMIT DROP AS
    SELECT conrelid::regclass::text AS referring, conname,
        pg_get_constraintdef(oid) AS definition
    FROM pg_constraint
    WHERE contype = 'f' AND conparentid = 0 AND (
        conrelid::regclass::text = ANY (SELECT 'loyalty_' || n FROM unnest(names) n)
        OR confrelid::regclass::text = ANY (SELECT 'loyalty_' || n FROM unnest(names) n));
    FOR reference IN SELECT * FROM kept LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', reference.referring,
            reference.conname);
    END LOOP;

    FOREACH name IN ARRAY names LOOP
        parted := 'loyalty_' || name;
        EXECUTE format('ALTER TABLE %I RENAME TO %I', parted, parted || '_plain');
        plain := (parted || '_plain')::regclass;
        EXECUTE format('CREATE TABLE %I (LIKE %s INCLUDING ALL) '
            'PARTITION BY HASH (account_id)', parted, plain);
        FOR part IN 0 .. partitions - 1 LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF %I '
                'FOR VALUES WITH (MODULUS %s, REMAINDER %s)',
                parted || '_' || part, parted, partitions, part);
        END LOOP;
        EXECUTE format('INSERT INTO %I SELECT * FROM %s', parted, plain);
        -- The copies of its indexes take over their names.
        FOR copied IN
            SELECT old.relname AS name, new.relname AS given
            FROM pg_index oi JOIN pg_class old ON old.oid = oi.indexrelid
            JOIN pg_index ni ON ni.indrelid = parted::regclass
            JOIN pg_class new ON new.oid = ni.indexrelid
            WHERE oi.indrelid = plain
                AND regexp_replace(pg_get_indexdef(oi.indexrelid), '^.* USING ', '')
                    = regexp_replace(pg_get_indexdef(ni.indexrelid), '^.* USING ', '')
                AND oi.indisunique = ni.indisunique AND oi.indisprimary = ni.indisprimary
        LOOP
            EXECUTE format('ALTER INDEX %I RENAME TO %I', copied.name,
                copied.name || '_plain');
            EXECUTE format('ALTER INDEX %I RENAME TO %I', copied.given, copied.name);
        END LOOP;
        FOR copied IN
            SELECT whole.relname || substring(part.relname FROM '_\d+$') AS name,
                own.oid::regclass AS given
            FROM pg_index i JOIN pg_class whole ON whole.oid = i.indexrelid
            JOIN pg_inherits h ON h.inhparent = whole.oid
            JOIN pg_class own ON own.oid = h.inhrelid
            JOIN pg_index o ON o.indexrelid = own.oid
            JOIN pg_class part ON part.oid = o.indrelid
            WHERE i.indrelid = parted::regclass
        LOOP
            EXECUTE format('ALTER INDEX %s RENAME TO %I', copied.given, copied.name);
        END LOOP;
        EXECUTE format('DROP TABLE %s', plain);
    END LOOP;

    FOR reference IN SELECT * FROM kept LOOP
        EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s', reference.referring,
            reference.conname, reference.definition);
    END LOOP;
END $$;
