"""Each account says before which moment nothing falls due on it.

What stands there says nothing yet: it is looked for once, by the next posting. Three
checks become functions, which guards.sql makes after the migrations.
"""

from datetime import UTC, datetime

from django.db import migrations, models

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
WITHOUT_ENGINE_AND_CHECKS = """
    DROP SCHEMA IF EXISTS ledger CASCADE;
    ALTER TABLE loyalty_lot DROP CONSTRAINT IF EXISTS loyalty_lot_adds_up;
    ALTER TABLE loyalty_posting DROP CONSTRAINT IF EXISTS loyalty_posting_complete;
"""


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0007_merge")]

    operations = [
        migrations.RemoveConstraint("lot", "loyalty_lot_adds_up"),
        migrations.RemoveConstraint("lot", "loyalty_lot_open"),
        migrations.RemoveConstraint("posting", "loyalty_posting_merged"),
        migrations.AddField(
            "account",
            "due_at",
            models.DateTimeField(null=True, default=LONG_AGO),
            preserve_default=False,
        ),
        # On the way back what stands on the columns goes first.
        migrations.RunSQL(migrations.RunSQL.noop, WITHOUT_ENGINE_AND_CHECKS),
    ]
