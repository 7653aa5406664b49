"""The log can be read and added to, and nothing else."""

from django.db import migrations

FORBID = """
CREATE FUNCTION audit_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is forbidden: append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_append_only();

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fairpoints_app') THEN
        REVOKE ALL ON audit_entry FROM fairpoints_app;
        GRANT SELECT, INSERT ON audit_entry TO fairpoints_app;
    END IF;
END $$;
"""

ALLOW = """
DROP TRIGGER append_only ON audit_entry;
DROP FUNCTION audit_entry_is_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_relations")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
