"""Staff find orders by parts of the number of a parcel."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("delivery", "0004_carriers")]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(
            "CREATE INDEX delivery_parcel_searched ON delivery_parcel"
            " USING gin (upper(number) gin_trgm_ops)",
            "DROP INDEX delivery_parcel_searched",
        ),
    ]
