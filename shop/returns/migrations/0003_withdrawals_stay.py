"""What a shopper declared can be read and added to, never changed or taken away."""

from django.db import migrations

FORBID = """
CREATE FUNCTION withdrawal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is forbidden: append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON returns_withdrawal
    FOR EACH STATEMENT EXECUTE FUNCTION withdrawal_is_append_only();

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fairpoints_app') THEN
        REVOKE ALL ON returns_withdrawal FROM fairpoints_app;
        GRANT SELECT, INSERT ON returns_withdrawal TO fairpoints_app;
    END IF;
END $$;
"""
ALLOW = """
DROP TRIGGER append_only ON returns_withdrawal;
DROP FUNCTION withdrawal_is_append_only();

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fairpoints_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON returns_withdrawal TO fairpoints_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [("returns", "0002_never_more_than_there_is")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
