import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("order", "0014_name_offers")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="offer_terms",
            field=models.JSONField(
                blank=True, db_default=[], default=list, verbose_name="terms of offers"
            ),
        ),
        migrations.AddField(
            model_name="line",
            name="counts_for",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="counts for offers",
            ),
        ),
    ]
