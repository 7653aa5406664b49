-- Who may come in. Doors run as the tables' owner, with names resolved where the
-- owner put them.

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;

DO $$
DECLARE
    door regprocedure;
    application boolean := EXISTS (
        SELECT FROM pg_roles WHERE rolname = 'fairpoints_app');
BEGIN
    FOR door IN
        SELECT oid::regprocedure FROM pg_proc
        WHERE pronamespace = 'ledger'::regnamespace AND NOT starts_with(proname, '_')
    LOOP
        IF NOT starts_with(door::text, 'ledger.lots_at')
            AND NOT starts_with(door::text, 'ledger.balances_at')
        THEN
            EXECUTE format(
                'ALTER FUNCTION %s SECURITY DEFINER SET search_path = public, pg_temp',
                door);
        END IF;
        IF application THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO fairpoints_app', door);
        END IF;
    END LOOP;
    IF application THEN
        GRANT USAGE ON SCHEMA ledger TO fairpoints_app;
        GRANT SELECT ON ledger.differences TO fairpoints_app;
    END IF;
END $$;
