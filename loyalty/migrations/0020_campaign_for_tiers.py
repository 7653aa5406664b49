"""A campaign can be for those of some tiers."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0019_ladder"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaignversion",
            name="tiers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="tiers of those it is for",
            ),
        ),
    ]
