"""What happened can be read and added to, and nothing else."""

from django.db import migrations

FORBID = """
CREATE FUNCTION happening_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is forbidden: append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON happenings_happening
    FOR EACH STATEMENT EXECUTE FUNCTION happening_is_append_only();

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fairpoints_app') THEN
        REVOKE ALL ON happenings_happening FROM fairpoints_app;
        GRANT SELECT, INSERT ON happenings_happening TO fairpoints_app;
    END IF;
END $$;
"""

ALLOW = """
DROP TRIGGER append_only ON happenings_happening;
DROP FUNCTION happening_is_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("happenings", "0001_initial")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
