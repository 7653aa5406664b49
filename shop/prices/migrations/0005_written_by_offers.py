"""Each change of what an offer takes off is noted by the database, and stays.

Orders count how often an offer was used; the conditions of the triggers keep them
from paying for it.
"""

from django.db import migrations

NOTE = """
CREATE FUNCTION prices_taken(which bigint) RETURNS TABLE (
    offer_id bigint, priority integer, is_exclusive boolean, is_for_all boolean,
    from_price numeric, percent numeric, amount numeric, fixed_price numeric,
    condition_range_id bigint, benefit_range_id bigint,
    starts_at timestamptz, ends_at timestamptz
) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT o.id, o.priority, o.exclusive,
        -- What has a limit, or is taken off a whole basket, makes no price of its own.
        b.type IN ('Percentage', 'Fixed') AND num_nonnulls(o.max_global_applications,
            o.max_user_applications, o.max_discount) = 0,
        CASE WHEN c.type = 'Value' THEN c.value ELSE 0 END,
        CASE WHEN gives AND b.type = 'Percentage' THEN b.value END,
        CASE WHEN gives AND b.type IN ('Fixed', 'Absolute') THEN b.value END,
        CASE WHEN gives AND b.type = 'Fixed price' THEN b.value END,
        c.range_id, b.range_id, o.start_datetime, o.end_datetime
    FROM offer_conditionaloffer o
    JOIN offer_condition c ON c.id = o.condition_id
    JOIN offer_benefit b ON b.id = o.benefit_id
    CROSS JOIN LATERAL (VALUES (
        o.offer_type = 'Site' AND o.status = 'Open'
        AND (c.type IN ('Count', 'Coverage') AND c.value <= 1 OR c.type = 'Value')
        AND coalesce(c.proxy_class, '') = '' AND coalesce(b.proxy_class, '') = ''
    )) asked (gives)
    WHERE o.id = which
$$;

CREATE FUNCTION prices_note_offer() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO prices_offerchange
            (offer_id, priority, is_exclusive, starts_at, ends_at, changed_at)
        VALUES (OLD.id, OLD.priority, OLD.exclusive, OLD.start_datetime,
            OLD.end_datetime, clock_timestamp());
    ELSE
        INSERT INTO prices_offerchange (offer_id, priority, is_exclusive,
            is_for_all, from_price, percent, amount, fixed_price, condition_range_id,
            benefit_range_id, starts_at, ends_at, changed_at)
        SELECT taken.*, clock_timestamp()
        FROM offer_conditionaloffer o CROSS JOIN LATERAL prices_taken(o.id) taken
        WHERE CASE TG_TABLE_NAME
            WHEN 'offer_condition' THEN o.condition_id = NEW.id
            WHEN 'offer_benefit' THEN o.benefit_id = NEW.id
            ELSE o.id = NEW.id END;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER offer_begins AFTER INSERT OR DELETE ON offer_conditionaloffer
    FOR EACH ROW EXECUTE FUNCTION prices_note_offer();
CREATE TRIGGER offer_changes AFTER UPDATE ON offer_conditionaloffer FOR EACH ROW
    WHEN ((OLD.offer_type, OLD.status, OLD.priority, OLD.exclusive, OLD.condition_id, OLD.benefit_id,
            OLD.start_datetime, OLD.end_datetime, OLD.max_global_applications,
            OLD.max_user_applications, OLD.max_discount)
        IS DISTINCT FROM
        (NEW.offer_type, NEW.status, NEW.priority, NEW.exclusive, NEW.condition_id, NEW.benefit_id,
            NEW.start_datetime, NEW.end_datetime, NEW.max_global_applications,
            NEW.max_user_applications, NEW.max_discount))
    EXECUTE FUNCTION prices_note_offer();
CREATE TRIGGER condition_changes AFTER UPDATE ON offer_condition
    FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW)
    EXECUTE FUNCTION prices_note_offer();
CREATE TRIGGER benefit_changes AFTER UPDATE ON offer_benefit
    FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW)
    EXECUTE FUNCTION prices_note_offer();

CREATE TRIGGER history_stays BEFORE INSERT OR UPDATE OR DELETE ON prices_offerchange
    FOR EACH ROW EXECUTE FUNCTION prices_history_stays();
CREATE TRIGGER all_stay BEFORE TRUNCATE ON prices_offerchange
    FOR EACH STATEMENT EXECUTE FUNCTION prices_history_stays();
"""

FORGET = """
DROP TRIGGER all_stay ON prices_offerchange;
DROP TRIGGER history_stays ON prices_offerchange;
DROP TRIGGER benefit_changes ON offer_benefit;
DROP TRIGGER condition_changes ON offer_condition;
DROP TRIGGER offer_changes ON offer_conditionaloffer;
DROP TRIGGER offer_begins ON offer_conditionaloffer;
DROP FUNCTION prices_note_offer;
DROP FUNCTION prices_taken;
"""

# Offers that stand already have held since they were made.
BEGIN = """
ALTER TABLE prices_offerchange DISABLE TRIGGER history_stays;
INSERT INTO prices_offerchange (offer_id, priority, is_exclusive, is_for_all, from_price,
    percent, amount, fixed_price, condition_range_id, benefit_range_id, starts_at,
    ends_at, changed_at)
SELECT taken.*, o.date_created
FROM offer_conditionaloffer o CROSS JOIN LATERAL prices_taken(o.id) taken
ORDER BY o.id;
ALTER TABLE prices_offerchange ENABLE TRIGGER history_stays;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prices", "0004_offers"),
        ("offer", "0007_cheapest_is_free"),
    ]

    operations = [
        migrations.RunSQL(NOTE, FORGET),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
    ]
