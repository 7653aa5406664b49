"""A kind of posting that gives a lot a later date. The guards say what it must hold."""

from django.db import migrations, models

KINDS = [
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
    ("adjustment", "adjusted"),
    ("extension", "valid longer"),
]


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0005_hash_chain")]

    operations = [
        migrations.AlterField(
            model_name=model_name,
            name="kind",
            field=models.CharField(
                choices=KINDS, db_collation="C", max_length=12, verbose_name="kind"
            ),
        )
        for model_name in ("movement", "posting")
    ]
