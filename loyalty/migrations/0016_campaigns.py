"""Campaigns, in versions that nothing edits, with budgets in slots."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0015_shares"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
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
                ("drafted_at", models.DateTimeField(verbose_name="drafted at")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
            ],
            options={
                "verbose_name": "campaign",
                "verbose_name_plural": "campaigns",
                "permissions": [
                    (
                        "draft_campaign",
                        "Can draft campaigns and submit them for review",
                    ),
                    (
                        "approve_campaign",
                        "Can approve campaigns of somebody else, and end them",
                    ),
                ],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="CampaignVersion",
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
                ("number", models.IntegerField(verbose_name="number")),
                (
                    "name_en",
                    models.CharField(max_length=80, verbose_name="name in English"),
                ),
                (
                    "name_zh_hans",
                    models.CharField(max_length=80, verbose_name="name in Chinese"),
                ),
                (
                    "trigger",
                    models.CharField(
                        choices=[("order-paid", "an order is paid")],
                        db_collation="C",
                        default="order-paid",
                        max_length=12,
                        verbose_name="trigger",
                    ),
                ),
                (
                    "amount",
                    models.CharField(
                        choices=[
                            ("per-unit", "points per 1.00 paid"),
                            ("fixed", "a fixed number of points"),
                            ("multiplier", "a multiple of the usual points"),
                            ("per-piece", "points for each piece"),
                        ],
                        db_collation="C",
                        max_length=12,
                        verbose_name="kind of amount",
                    ),
                ),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=2, max_digits=8, verbose_name="amount"
                    ),
                ),
                (
                    "labels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=255),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="categories it is about",
                    ),
                ),
                (
                    "products",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="products it is about",
                    ),
                ),
                (
                    "min_basket",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=12,
                        verbose_name="smallest value of the basket",
                    ),
                ),
                (
                    "min_pieces",
                    models.IntegerField(default=0, verbose_name="fewest pieces"),
                ),
                ("starts_at", models.DateTimeField(verbose_name="starts at")),
                (
                    "ends_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ends at"),
                ),
                (
                    "from_hour",
                    models.SmallIntegerField(default=0, verbose_name="from which hour"),
                ),
                (
                    "until_hour",
                    models.SmallIntegerField(
                        default=24, verbose_name="until which hour"
                    ),
                ),
                (
                    "first_order_only",
                    models.BooleanField(default=False, verbose_name="first order only"),
                ),
                (
                    "max_per_order",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="most points per order"
                    ),
                ),
                (
                    "max_per_month",
                    models.BigIntegerField(
                        blank=True,
                        null=True,
                        verbose_name="most points per member and month",
                    ),
                ),
                (
                    "max_per_member",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="most points per member"
                    ),
                ),
                (
                    "budget",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="budget in points"
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=40,
                        verbose_name="group of which only the highest counts",
                    ),
                ),
                (
                    "priority",
                    models.SmallIntegerField(default=0, verbose_name="priority"),
                ),
                ("drafted_at", models.DateTimeField(verbose_name="drafted at")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="loyalty.campaign",
                        verbose_name="campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a campaign",
                "verbose_name_plural": "versions of campaigns",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CampaignStep",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("submitted", "submitted for review"),
                            ("approved", "approved"),
                            ("turned-down", "turned down"),
                            ("ended", "ended early"),
                        ],
                        db_collation="C",
                        max_length=12,
                        verbose_name="step",
                    ),
                ),
                ("taken_at", models.DateTimeField(verbose_name="done at")),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="done by",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="loyalty.campaignversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a campaign",
                "verbose_name_plural": "steps of campaigns",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="BudgetSlot",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "campaign_id",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.SmallIntegerField(verbose_name="number")),
                ("points", models.BigIntegerField(verbose_name="points")),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slots",
                        to="loyalty.campaign",
                        verbose_name="campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "part of a budget",
                "verbose_name_plural": "parts of budgets",
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="budgetslot",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__gte", 0)),
                name="loyalty_budget_not_below_zero",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignversion",
            constraint=models.UniqueConstraint(
                fields=("campaign", "number"), name="loyalty_campaign_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__in", ("per-unit", "fixed", "multiplier", "per-piece")),
                    ("trigger", "order-paid"),
                ),
                name="loyalty_campaign_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rate__gt", 0),
                    models.Q(
                        models.Q(("amount", "multiplier"), _negated=True),
                        ("rate__gt", 1),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("amount__in", ("fixed", "per-piece")), _negated=True),
                        ("rate__gte", 1),
                        _connector="OR",
                    ),
                ),
                name="loyalty_campaign_gives_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ends_at__isnull", True),
                        ("ends_at__gt", models.F("starts_at")),
                        _connector="OR",
                    ),
                    ("from_hour__gte", 0),
                    ("from_hour__lte", 23),
                    ("until_hour__gte", 1),
                    ("until_hour__lte", 24),
                    models.Q(("from_hour", models.F("until_hour")), _negated=True),
                ),
                name="loyalty_campaign_opens",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("min_basket__gte", 0),
                    ("min_pieces__gte", 0),
                    ("number__gte", 1),
                    ("priority__gte", -1000),
                    ("priority__lte", 1000),
                ),
                name="loyalty_campaign_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("max_per_order__isnull", True),
                        ("max_per_order__gte", 1),
                        _connector="OR",
                    ),
                    models.Q(
                        ("max_per_month__isnull", True),
                        ("max_per_month__gte", 1),
                        _connector="OR",
                    ),
                    models.Q(
                        ("max_per_member__isnull", True),
                        ("max_per_member__gte", 1),
                        _connector="OR",
                    ),
                    models.Q(
                        ("budget__isnull", True),
                        models.Q(("budget__gte", 1), ("budget__lte", 1000000000)),
                        _connector="OR",
                    ),
                ),
                name="loyalty_campaign_ceilings",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignstep",
            constraint=models.UniqueConstraint(
                fields=("version", "kind"), name="loyalty_campaign_step_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ("submitted", "approved", "turned-down", "ended"))
                ),
                name="loyalty_campaign_step_known",
            ),
        ),
        # On the way back what stands on the tables goes first.
        migrations.RunSQL(
            migrations.RunSQL.noop, "DROP SCHEMA IF EXISTS ledger CASCADE"
        ),
    ]
