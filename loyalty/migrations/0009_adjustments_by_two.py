"""Limits to what one person adjusts alone, and what waits for a second one."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, Q

# On the way back what stands on the tables goes first.
WITHOUT_ENGINE = "DROP SCHEMA IF EXISTS ledger CASCADE;"


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0008_due_at"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "Limit",
            [
                (
                    "role",
                    models.CharField(
                        verbose_name="role",
                        max_length=150,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("ceiling", models.BigIntegerField(verbose_name="points at once")),
                (
                    "budget",
                    models.BigIntegerField(verbose_name="points given in a month"),
                ),
            ],
            {
                "verbose_name": "limit",
                "verbose_name_plural": "limits",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        name="loyalty_limit_not_below_zero",
                        condition=Q(ceiling__gte=0, budget__gte=0),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            "ProposedAdjustment",
            [
                ("id", models.BigAutoField(verbose_name="ID", primary_key=True, serialize=False, auto_created=True)),
                (
                    "account",
                    models.ForeignKey(
                        "loyalty.account",
                        PROTECT,
                        related_name="+",
                        verbose_name="member",
                    ),
                ),
                ("points", models.BigIntegerField(verbose_name="points")),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "reference",
                    models.CharField(
                        verbose_name="reference", max_length=100, unique=True
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        settings.AUTH_USER_MODEL,
                        PROTECT,
                        related_name="+",
                        verbose_name="proposed by",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="proposed at")),
                (
                    "withdrawn_at",
                    models.DateTimeField(verbose_name="withdrawn at", null=True),
                ),
                (
                    "posting_version",
                    models.BigIntegerField(verbose_name="posting", null=True),
                ),
            ],
            {
                "verbose_name": "proposed adjustment",
                "verbose_name_plural": "proposed adjustments",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        name="loyalty_proposed_points",
                        condition=~Q(points=0)
                        & Q(points__gte=-1_000_000_000, points__lte=1_000_000_000),
                    ),
                    models.CheckConstraint(
                        name="loyalty_proposed_decided_once",
                        condition=Q(withdrawn_at__isnull=True)
                        | Q(posting_version__isnull=True),
                    ),
                ],
                "indexes": [
                    models.Index(
                        name="loyalty_proposed_open",
                        fields=["id"],
                        condition=Q(
                            withdrawn_at__isnull=True, posting_version__isnull=True
                        ),
                    )
                ],
            },
        ),
        migrations.AddIndex(
            "posting",
            models.Index(
                name="loyalty_posting_by_hand",
                fields=["actor"],
                condition=Q(kind="adjustment"),
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, WITHOUT_ENGINE),
    ]
