"""Requests never wait for more pieces of a line than have not come back.

The line's row is locked before its requests are added up, so that two of them at once
wait for each other.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION returns_ask_for_what_is_there() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    there integer;
    awaited integer;
BEGIN
    SELECT quantity - returned_quantity INTO there
      FROM order_line WHERE id = NEW.line_id FOR NO KEY UPDATE;
    SELECT sum(quantity - received - refused - given_up) INTO awaited
      FROM returns_requestedline WHERE line_id = NEW.line_id;
    IF awaited > there THEN
        RAISE EXCEPTION 'line %: % pieces awaited of %', NEW.line_id, awaited, there
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'requested_line_at_most_there';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER at_most_there AFTER INSERT OR UPDATE ON returns_requestedline
    FOR EACH ROW EXECUTE FUNCTION returns_ask_for_what_is_there();
"""
UNGUARD = """
DROP TRIGGER at_most_there ON returns_requestedline;
DROP FUNCTION returns_ask_for_what_is_there();
"""


class Migration(migrations.Migration):

    dependencies = [("returns", "0001_return_requests")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
