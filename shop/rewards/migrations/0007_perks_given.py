"""What tiers give by hand is written down, once a year."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rewards", "0006_voucher_offer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PerkGiven",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        db_collation="C", max_length=40, verbose_name="tier"
                    ),
                ),
                ("begins", models.DateField(verbose_name="year of the tier")),
                ("given_at", models.DateTimeField(verbose_name="handed out at")),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handed out by",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "perk that was handed out",
                "verbose_name_plural": "perks that were handed out",
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="perkgiven",
            constraint=models.UniqueConstraint(
                fields=("member", "tier", "begins"), name="rewards_perk_once_a_year"
            ),
        ),
    ]
