"""Documents can be read and added to; numbers only go up, each to a document."""

from django.db import migrations

FORBID = """
CREATE FUNCTION document_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is forbidden: append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON documents_document
    FOR EACH STATEMENT EXECUTE FUNCTION document_is_append_only();

CREATE TRIGGER permanent BEFORE DELETE OR TRUNCATE ON documents_series
    FOR EACH STATEMENT EXECUTE FUNCTION document_is_append_only();

CREATE FUNCTION series_only_goes_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.next_number < OLD.next_number
       OR (NEW.id, NEW.code, NEW.prefix) IS DISTINCT FROM (OLD.id, OLD.code, OLD.prefix)
    THEN
        RAISE EXCEPTION 'series % only goes up', OLD.code
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER only_goes_up BEFORE UPDATE ON documents_series
    FOR EACH ROW EXECUTE FUNCTION series_only_goes_up();

-- Looked at when a transaction commits: whatever numbers it took have documents.
CREATE FUNCTION series_has_no_gaps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found bigint;
BEGIN
    SELECT count(*) INTO found FROM documents_document
        WHERE series_id = NEW.id
          AND number >= OLD.next_number AND number < NEW.next_number;
    IF found <> NEW.next_number - OLD.next_number THEN
        RAISE EXCEPTION 'series % would have a gap below %', NEW.code, NEW.next_number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER no_gaps AFTER UPDATE ON documents_series
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION series_has_no_gaps();

INSERT INTO documents_series (code, prefix, next_number)
    VALUES ('invoice', 'INV-', 1), ('credit-note', 'CN-', 1);

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fairpoints_app') THEN
        REVOKE ALL ON documents_document, documents_series FROM fairpoints_app;
        GRANT SELECT, INSERT ON documents_document TO fairpoints_app;
        GRANT SELECT, UPDATE (next_number) ON documents_series TO fairpoints_app;
    END IF;
END $$;
"""

ALLOW = """
DROP TRIGGER append_only ON documents_document;
DROP TRIGGER permanent ON documents_series;
DROP TRIGGER only_goes_up ON documents_series;
DROP TRIGGER no_gaps ON documents_series;
DROP FUNCTION document_is_append_only;
DROP FUNCTION series_only_goes_up;
DROP FUNCTION series_has_no_gaps;
DELETE FROM documents_series;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_documents")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
