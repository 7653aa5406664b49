"""Staff find goods by parts of what they are called; Django asks in upper case."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

COLUMNS = ("title_en", "title_zh_hans")
WORDS = ", ".join(f"upper({column}::text) gin_trgm_ops" for column in COLUMNS)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0013_give_slugs")]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(
            f"CREATE INDEX catalogue_product_searched ON catalogue_product"
            f" USING gin ({WORDS})",
            "DROP INDEX catalogue_product_searched",
        ),
    ]
