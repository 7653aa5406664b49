"""Keep what all points came to at the ends of months.

The index by which lately recorded postings are found is kept up to date as they come,
not by the next VACUUM, which a large table awaits for long.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

INDEX = "loyalty_posting_recorded"


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0013_name_freezes")]

    operations = [
        migrations.CreateModel(
            name="MonthEnd",
            fields=[
                (
                    "at",
                    models.DateTimeField(
                        primary_key=True,
                        serialize=False,
                        verbose_name="end of the month",
                    ),
                ),
                ("members", models.BigIntegerField(verbose_name="members")),
                ("available", models.BigIntegerField(verbose_name="available")),
                ("pending", models.BigIntegerField(verbose_name="pending")),
                ("held", models.BigIntegerField(verbose_name="held")),
                ("owed", models.BigIntegerField(verbose_name="owed")),
                ("counted_at", models.DateTimeField(verbose_name="counted at")),
            ],
            options={
                "verbose_name": "end of a month",
                "verbose_name_plural": "ends of months",
                "default_permissions": (),
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"ALTER INDEX {INDEX} SET (autosummarize = on)",
                    f"ALTER INDEX {INDEX} RESET (autosummarize)",
                )
            ],
            state_operations=[
                migrations.RemoveIndex("posting", INDEX),
                migrations.AddIndex(
                    "posting",
                    django.contrib.postgres.indexes.BrinIndex(
                        autosummarize=True, fields=["recorded_at"], name=INDEX
                    ),
                ),
            ],
        ),
    ]
