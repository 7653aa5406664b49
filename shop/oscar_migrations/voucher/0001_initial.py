from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("offer", "0001_initial"),
        ("order", "0002_relations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="VoucherSet",
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
                    "name",
                    models.CharField(max_length=100, unique=True, verbose_name="Name"),
                ),
                (
                    "count",
                    models.PositiveIntegerField(verbose_name="Number of vouchers"),
                ),
                (
                    "code_length",
                    models.IntegerField(default=12, verbose_name="Length of Code"),
                ),
                ("description", models.TextField(verbose_name="Description")),
                (
                    "date_created",
                    models.DateTimeField(auto_now_add=True, db_index=True),
                ),
                ("start_datetime", models.DateTimeField(verbose_name="Start datetime")),
                ("end_datetime", models.DateTimeField(verbose_name="End datetime")),
            ],
            options={
                "verbose_name": "VoucherSet",
                "verbose_name_plural": "VoucherSets",
                "ordering": ["-date_created"],
                "get_latest_by": "date_created",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Voucher",
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
                    "name",
                    models.CharField(
                        help_text="This will be shown in the checkout and basket once the voucher is entered",
                        max_length=128,
                        unique=True,
                        verbose_name="Name",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        db_index=True,
                        help_text="Case insensitive / No spaces allowed",
                        max_length=128,
                        unique=True,
                        verbose_name="Code",
                    ),
                ),
                (
                    "usage",
                    models.CharField(
                        choices=[
                            ("Single use", "Can be used once by one customer"),
                            (
                                "Multi-use",
                                "Can be used multiple times by multiple customers",
                            ),
                            ("Once per customer", "Can only be used once per customer"),
                        ],
                        default="Multi-use",
                        max_length=128,
                        verbose_name="Usage",
                    ),
                ),
                (
                    "start_datetime",
                    models.DateTimeField(db_index=True, verbose_name="Start datetime"),
                ),
                (
                    "end_datetime",
                    models.DateTimeField(db_index=True, verbose_name="End datetime"),
                ),
                (
                    "num_basket_additions",
                    models.PositiveIntegerField(
                        default=0, verbose_name="Times added to basket"
                    ),
                ),
                (
                    "num_orders",
                    models.PositiveIntegerField(
                        default=0, verbose_name="Times on orders"
                    ),
                ),
                (
                    "total_discount",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="Total discount",
                    ),
                ),
                (
                    "date_created",
                    models.DateTimeField(auto_now_add=True, db_index=True),
                ),
                (
                    "offers",
                    models.ManyToManyField(
                        limit_choices_to={"offer_type": "Voucher"},
                        related_name="vouchers",
                        to="offer.conditionaloffer",
                        verbose_name="Offers",
                    ),
                ),
                (
                    "voucher_set",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="vouchers",
                        to="voucher.voucherset",
                    ),
                ),
            ],
            options={
                "verbose_name": "Voucher",
                "verbose_name_plural": "Vouchers",
                "ordering": ["-date_created"],
                "get_latest_by": "date_created",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="VoucherApplication",
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
                    "date_created",
                    models.DateTimeField(auto_now_add=True, db_index=True),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="order.order",
                        verbose_name="Order",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="User",
                    ),
                ),
                (
                    "voucher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="applications",
                        to="voucher.voucher",
                        verbose_name="Voucher",
                    ),
                ),
            ],
            options={
                "verbose_name": "Voucher Application",
                "verbose_name_plural": "Voucher Applications",
                "ordering": ["-date_created"],
                "abstract": False,
            },
        ),
    ]
