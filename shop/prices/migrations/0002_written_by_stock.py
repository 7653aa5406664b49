"""Each change of a price is noted by the database, and stays.

Statements of orders change the stock and no price: the condition of the trigger keeps
them from paying for it. A note that no trigger writes is refused, so nobody can say
that something has cost more.
"""

from django.db import migrations

NOTE = """
CREATE FUNCTION prices_note() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO prices_pricechange
            (stockrecord_id, product_id, price, currency, changed_at)
        VALUES (OLD.id, OLD.product_id, NULL, OLD.price_currency, now());
    ELSE
        INSERT INTO prices_pricechange
            (stockrecord_id, product_id, price, currency, changed_at)
        VALUES (NEW.id, NEW.product_id, NEW.price, NEW.price_currency, now());
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER price_begins AFTER INSERT ON partner_stockrecord
    FOR EACH ROW EXECUTE FUNCTION prices_note();
CREATE TRIGGER price_changes AFTER UPDATE ON partner_stockrecord
    FOR EACH ROW
    WHEN ((OLD.product_id, OLD.price, OLD.price_currency)
        IS DISTINCT FROM (NEW.product_id, NEW.price, NEW.price_currency))
    EXECUTE FUNCTION prices_note();
CREATE TRIGGER price_ends AFTER DELETE ON partner_stockrecord
    FOR EACH ROW EXECUTE FUNCTION prices_note();

CREATE FUNCTION prices_history_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' AND pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on % is forbidden: stock records write it, and it stays',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER history_stays BEFORE INSERT OR UPDATE OR DELETE ON prices_pricechange
    FOR EACH ROW EXECUTE FUNCTION prices_history_stays();
CREATE TRIGGER all_stay BEFORE TRUNCATE ON prices_pricechange
    FOR EACH STATEMENT EXECUTE FUNCTION prices_history_stays();
"""

FORGET = """
DROP TRIGGER all_stay ON prices_pricechange;
DROP TRIGGER history_stays ON prices_pricechange;
DROP FUNCTION prices_history_stays;
DROP TRIGGER price_ends ON partner_stockrecord;
DROP TRIGGER price_changes ON partner_stockrecord;
DROP TRIGGER price_begins ON partner_stockrecord;
DROP FUNCTION prices_note;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prices", "0001_changes"),
        ("partner", "0008_price_can_be_summed"),
    ]

    operations = [migrations.RunSQL(NOTE, FORGET)]
