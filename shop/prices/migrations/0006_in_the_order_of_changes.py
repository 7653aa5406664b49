"""A price is noted when it changes, not when its transaction began.

Of two who change one price the second waits for the first, and may have begun before it.
"""

from django.db import migrations

NOTE = """
CREATE OR REPLACE FUNCTION prices_note() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO prices_pricechange
            (stockrecord_id, product_id, price, currency, changed_at)
        VALUES (OLD.id, OLD.product_id, NULL, OLD.price_currency, clock_timestamp());
    ELSE
        INSERT INTO prices_pricechange
            (stockrecord_id, product_id, price, currency, changed_at)
        VALUES (NEW.id, NEW.product_id, NEW.price, NEW.price_currency,
            clock_timestamp());
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("prices", "0005_written_by_offers")]

    operations = [migrations.RunSQL(NOTE, migrations.RunSQL.noop)]
