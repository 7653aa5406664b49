"""A version is written once: orders keep which one they were placed under."""

from django.db import migrations

FORBID = """
CREATE FUNCTION texts_version_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% on % is forbidden: versions stay', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER version_stays BEFORE UPDATE OR DELETE ON texts_version
    FOR EACH ROW EXECUTE FUNCTION texts_version_stays();
CREATE TRIGGER all_stay BEFORE TRUNCATE ON texts_version
    FOR EACH STATEMENT EXECUTE FUNCTION texts_version_stays();
"""

ALLOW = """
DROP TRIGGER all_stay ON texts_version;
DROP TRIGGER version_stays ON texts_version;
DROP FUNCTION texts_version_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("texts", "0001_versions")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
