"""When goods were taken out of a range of offers; triggers write it, and it stays."""

from django.db import migrations, models

NOTE = """
CREATE FUNCTION prices_note_range() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO prices_rangeshrunk (range_id, changed_at)
    SELECT (to_jsonb(coalesce(NEW, OLD))
            ->> CASE TG_TABLE_NAME WHEN 'offer_range' THEN 'id' ELSE 'range_id' END
        )::bigint, clock_timestamp();
    RETURN NULL;
END $$;

CREATE TRIGGER range_shrinks AFTER DELETE ON offer_rangeproduct
    FOR EACH ROW EXECUTE FUNCTION prices_note_range();
CREATE TRIGGER range_shrinks AFTER DELETE ON offer_range_classes
    FOR EACH ROW EXECUTE FUNCTION prices_note_range();
CREATE TRIGGER range_shrinks AFTER DELETE ON offer_range_included_categories
    FOR EACH ROW EXECUTE FUNCTION prices_note_range();
CREATE TRIGGER range_shrinks AFTER INSERT ON offer_range_excluded_products
    FOR EACH ROW EXECUTE FUNCTION prices_note_range();
CREATE TRIGGER range_shrinks AFTER INSERT ON offer_range_excluded_categories
    FOR EACH ROW EXECUTE FUNCTION prices_note_range();
CREATE TRIGGER range_shrinks AFTER UPDATE ON offer_range FOR EACH ROW
    WHEN (OLD.includes_all_products AND NOT NEW.includes_all_products OR OLD.id <> NEW.id)
    EXECUTE FUNCTION prices_note_range();

CREATE TRIGGER history_stays BEFORE INSERT OR UPDATE OR DELETE ON prices_rangeshrunk
    FOR EACH ROW EXECUTE FUNCTION prices_history_stays();
CREATE TRIGGER all_stay BEFORE TRUNCATE ON prices_rangeshrunk
    FOR EACH STATEMENT EXECUTE FUNCTION prices_history_stays();
"""

FORGET = """
DROP TRIGGER all_stay ON prices_rangeshrunk;
DROP TRIGGER history_stays ON prices_rangeshrunk;
DROP TRIGGER range_shrinks ON offer_range;
DROP TRIGGER range_shrinks ON offer_range_excluded_categories;
DROP TRIGGER range_shrinks ON offer_range_excluded_products;
DROP TRIGGER range_shrinks ON offer_range_included_categories;
DROP TRIGGER range_shrinks ON offer_range_classes;
DROP TRIGGER range_shrinks ON offer_rangeproduct;
DROP FUNCTION prices_note_range;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("offer", "0007_cheapest_is_free"),
        ("prices", "0006_in_the_order_of_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="RangeShrunk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("range_id", models.BigIntegerField(verbose_name="goods")),
                ("changed_at", models.DateTimeField(verbose_name="changed")),
            ],
            options={
                "verbose_name": "goods taken out of a range",
                "verbose_name_plural": "goods taken out of ranges",
                "default_permissions": (),
            },
        ),
        migrations.RunSQL(NOTE, FORGET),
    ]
