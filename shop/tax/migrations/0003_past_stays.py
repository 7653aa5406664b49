"""Rates can be added, and taken away before they begin; nothing else.

The use case knows the shop's day. The database does not, and leaves it the time
zones between its own day and the shop's.
"""

from django.db import migrations

FORBID = """
CREATE FUNCTION tax_rate_past_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_LEVEL = 'ROW' THEN
        IF OLD.valid_from >= current_date THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION '% on % is forbidden: past rates stay', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER past_stays BEFORE UPDATE OR DELETE ON tax_rate
    FOR EACH ROW EXECUTE FUNCTION tax_rate_past_stays();
CREATE TRIGGER all_stay BEFORE TRUNCATE ON tax_rate
    FOR EACH STATEMENT EXECUTE FUNCTION tax_rate_past_stays();

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fairpoints_app') THEN
        REVOKE ALL ON tax_rate FROM fairpoints_app;
        GRANT SELECT, INSERT, DELETE ON tax_rate TO fairpoints_app;
    END IF;
END $$;
"""

ALLOW = """
DROP TRIGGER all_stay ON tax_rate;
DROP TRIGGER past_stays ON tax_rate;
DROP FUNCTION tax_rate_past_stays;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fairpoints_app') THEN
        GRANT UPDATE ON tax_rate TO fairpoints_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tax", "0002_first_rates")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
