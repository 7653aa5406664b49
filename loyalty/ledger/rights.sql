-- Who may come in. Doors run as the tables' owner, with names resolved where the
-- owner put them; what only reads (STABLE) keeps the caller's rights, so that a query
-- can take it in.

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;

DO $$
DECLARE
    door record;
    application boolean := EXISTS (
        SELECT FROM pg_roles WHERE rolname = 'fairpoints_app');
BEGIN
    FOR door IN
        SELECT oid::regprocedure AS name, provolatile = 'v' AS writes FROM pg_proc
        WHERE pronamespace = 'ledger'::regnamespace AND NOT starts_with(proname, '_')
    LOOP
        IF door.writes THEN
            EXECUTE format(
                'ALTER FUNCTION %s SECURITY DEFINER SET search_path = public, pg_temp',
                door.name);
        END IF;
        IF application THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO fairpoints_app', door.name);
        END IF;
    END LOOP;
    IF application THEN
        GRANT USAGE ON SCHEMA ledger TO fairpoints_app;
        GRANT SELECT ON ledger.differences TO fairpoints_app;
    END IF;
END $$;
