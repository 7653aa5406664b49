"""Points that end by inactivity, announced before; and the law that rules keep to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0017_expiry_profiles")]

    operations = [
        migrations.AddField(
            model_name="rule",
            name="law",
            field=models.CharField(
                blank=True,
                db_collation="C",
                db_default="",
                default="",
                max_length=12,
                verbose_name="law",
            ),
        ),
        migrations.AlterField(
            model_name="movement",
            name="kind",
            field=models.CharField(
                choices=[
                    ("accrual", "earned"),
                    ("schedule", "date set"),
                    ("maturity", "became spendable"),
                    ("hold", "set aside"),
                    ("redemption", "redeemed"),
                    ("release", "released"),
                    ("lapse", "hold lapsed"),
                    ("give-back", "given back"),
                    ("revocation", "taken back"),
                    ("expiry", "expired"),
                    ("notice", "end announced"),
                    ("idle-expiry", "ended by inactivity"),
                    ("adjustment", "adjusted"),
                    ("extension", "valid longer"),
                    ("merge-out", "moved to the other account"),
                    ("merge-in", "came from the other account"),
                ],
                db_collation="C",
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="posting",
            name="kind",
            field=models.CharField(
                choices=[
                    ("accrual", "earned"),
                    ("schedule", "date set"),
                    ("maturity", "became spendable"),
                    ("hold", "set aside"),
                    ("redemption", "redeemed"),
                    ("release", "released"),
                    ("lapse", "hold lapsed"),
                    ("give-back", "given back"),
                    ("revocation", "taken back"),
                    ("expiry", "expired"),
                    ("notice", "end announced"),
                    ("idle-expiry", "ended by inactivity"),
                    ("adjustment", "adjusted"),
                    ("extension", "valid longer"),
                    ("merge-out", "moved to the other account"),
                    ("merge-in", "came from the other account"),
                ],
                db_collation="C",
                max_length=12,
                verbose_name="kind",
            ),
        ),
        # On the way back what stands on the tables goes first.
        migrations.RunSQL(
            migrations.RunSQL.noop, "DROP SCHEMA IF EXISTS ledger CASCADE"
        ),
    ]
