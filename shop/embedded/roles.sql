-- The two roles of the shop and what each may do in the current database.
-- Run as a superuser inside the shop's database; harmless to repeat. Passwords
-- are set by whoever runs it.
--
--   fairpoints_owner  owns the tables; only `migrate` connects as it
--   fairpoints_app    web, worker and tests; what it may do with each table is said
--                     after every migrate (shop/operations/rights.sql), so that
--                     tables come without rights, restored ones too

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fairpoints_owner') THEN
        CREATE ROLE fairpoints_owner LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fairpoints_app') THEN
        CREATE ROLE fairpoints_app LOGIN;
    END IF;
    EXECUTE format('ALTER DATABASE %I OWNER TO fairpoints_owner', current_database());
END
$$;

CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

ALTER SCHEMA public OWNER TO fairpoints_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO fairpoints_app;
