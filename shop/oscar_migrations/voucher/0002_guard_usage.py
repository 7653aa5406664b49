"""A voucher's usage is kept by the database too (S07).

How often a voucher may be used stands in its own row, which no unique key on the
uses can look at: a trigger locks the voucher, and then looks.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION voucher_within_usage() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed text;
BEGIN
    SELECT usage INTO allowed FROM voucher_voucher
    WHERE id = NEW.voucher_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM voucher_voucherapplication used
        WHERE used.voucher_id = NEW.voucher_id
          AND (allowed = 'Single use'
               OR allowed = 'Once per customer' AND used.user_id = NEW.user_id)
    ) THEN
        RAISE unique_violation USING
            MESSAGE = format('voucher %s has been used', NEW.voucher_id),
            CONSTRAINT = 'voucher_within_usage';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER voucher_within_usage BEFORE INSERT ON voucher_voucherapplication
FOR EACH ROW EXECUTE FUNCTION voucher_within_usage();

CREATE UNIQUE INDEX voucher_once_per_order
ON voucher_voucherapplication (voucher_id, order_id);
"""
UNGUARD = """
DROP INDEX voucher_once_per_order;
DROP TRIGGER voucher_within_usage ON voucher_voucherapplication;
DROP FUNCTION voucher_within_usage();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("voucher", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(GUARD, UNGUARD),
    ]
