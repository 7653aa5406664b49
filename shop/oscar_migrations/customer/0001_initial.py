import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProductAlert",
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
                    "email",
                    models.EmailField(
                        blank=True, db_index=True, max_length=254, verbose_name="Email"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        blank=True, db_index=True, max_length=128, verbose_name="Key"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("Unconfirmed", "Not yet confirmed"),
                            ("Active", "Active"),
                            ("Cancelled", "Cancelled"),
                            ("Closed", "Closed"),
                        ],
                        default="Active",
                        max_length=20,
                        verbose_name="Status",
                    ),
                ),
                (
                    "date_created",
                    models.DateTimeField(
                        auto_now_add=True, db_index=True, verbose_name="Date created"
                    ),
                ),
                (
                    "date_confirmed",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="Date confirmed"
                    ),
                ),
                (
                    "date_cancelled",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="Date cancelled"
                    ),
                ),
                (
                    "date_closed",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="Date closed"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="catalogue.product",
                    ),
                ),
            ],
            options={
                "verbose_name": "Product alert",
                "verbose_name_plural": "Product alerts",
                "ordering": ["-date_created"],
                "abstract": False,
            },
        ),
    ]
