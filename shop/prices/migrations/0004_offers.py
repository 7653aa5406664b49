"""What offers take off each piece, since when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("prices", "0003_begin_with_today")]

    operations = [
        migrations.CreateModel(
            name="OfferChange",
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
                ("offer_id", models.BigIntegerField(verbose_name="offer")),
                ("priority", models.IntegerField(verbose_name="priority")),
                ("is_exclusive", models.BooleanField(verbose_name="exclusive")),
                (
                    "is_for_all",
                    models.BooleanField(db_default=True, verbose_name="for everybody"),
                ),
                (
                    "from_price",
                    models.DecimalField(
                        db_default=0,
                        decimal_places=2,
                        max_digits=12,
                        verbose_name="least price",
                    ),
                ),
                (
                    "fixed_price",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="fixed price",
                    ),
                ),
                (
                    "percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="percent",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="amount",
                    ),
                ),
                (
                    "condition_range_id",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="goods"
                    ),
                ),
                (
                    "benefit_range_id",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="goods"
                    ),
                ),
                (
                    "starts_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="starts at"
                    ),
                ),
                (
                    "ends_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ends at"),
                ),
                ("changed_at", models.DateTimeField(verbose_name="changed")),
            ],
            options={
                "verbose_name": "change of an offer",
                "verbose_name_plural": "changes of offers",
                "default_permissions": (),
            },
        ),
    ]
