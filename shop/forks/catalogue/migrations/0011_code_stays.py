"""A category's code is one, and stays what it was when the category was made."""

from django.db import migrations, models

GUARD = """
CREATE FUNCTION category_code_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING
        MESSAGE = format('the code of category %s stays', OLD.id),
        CONSTRAINT = 'category_code_stays';
END $$;

CREATE TRIGGER category_code_stays BEFORE UPDATE OF code ON catalogue_category
FOR EACH ROW WHEN (OLD.code IS DISTINCT FROM NEW.code)
EXECUTE FUNCTION category_code_stays();
"""

UNGUARD = """
DROP TRIGGER category_code_stays ON catalogue_category;
DROP FUNCTION category_code_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0010_codes_from_slugs")]

    operations = [
        migrations.AlterField(
            model_name="category",
            name="code",
            field=models.CharField(
                editable=False, max_length=255, unique=True, verbose_name="code"
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
