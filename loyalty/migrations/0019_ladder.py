"""The ladder of tiers in versions that nothing edits, and what each member holds."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0018_idle_expiry"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Ladder",
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
                ("number", models.IntegerField(unique=True, verbose_name="number")),
                ("starts_on", models.DateField(verbose_name="starts on")),
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
                "verbose_name": "ladder of tiers",
                "verbose_name_plural": "ladders of tiers",
                "permissions": [
                    (
                        "draft_ladder",
                        "Can draft ladders of tiers and submit them for review",
                    ),
                    ("approve_ladder", "Can approve ladders of tiers of somebody else"),
                ],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="LadderStep",
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
                        to="loyalty.ladder",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a ladder",
                "verbose_name_plural": "steps of ladders",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Tier",
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
                ("place", models.SmallIntegerField(verbose_name="place")),
                (
                    "code",
                    models.CharField(
                        db_collation="C", max_length=40, verbose_name="code"
                    ),
                ),
                (
                    "name_en",
                    models.CharField(max_length=40, verbose_name="name in English"),
                ),
                (
                    "name_zh_hans",
                    models.CharField(max_length=40, verbose_name="name in Chinese"),
                ),
                (
                    "threshold",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=12,
                        verbose_name="kept purchases of a year",
                    ),
                ),
                (
                    "multiplier",
                    models.DecimalField(
                        decimal_places=2,
                        default=1,
                        max_digits=4,
                        verbose_name="usual points times",
                    ),
                ),
                (
                    "free_delivery_from",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="free delivery from",
                    ),
                ),
                (
                    "perk_en",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=120,
                        verbose_name="perk in English",
                    ),
                ),
                (
                    "perk_zh_hans",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=120,
                        verbose_name="perk in Chinese",
                    ),
                ),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("green", "green"),
                            ("rose", "rose"),
                            ("gold", "gold"),
                            ("blue", "blue"),
                            ("slate", "slate"),
                        ],
                        db_collation="C",
                        default="green",
                        max_length=12,
                        verbose_name="colour",
                    ),
                ),
                (
                    "ladder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tiers",
                        to="loyalty.ladder",
                        verbose_name="ladder of tiers",
                    ),
                ),
            ],
            options={
                "verbose_name": "tier",
                "verbose_name_plural": "tiers",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TierStanding",
            fields=[
                (
                    "member",
                    models.OneToOneField(
                        db_column="account_id",
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        db_collation="C", max_length=40, verbose_name="tier"
                    ),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("through", models.DateField(null=True, verbose_name="through")),
                (
                    "after",
                    models.CharField(
                        db_collation="C",
                        default="",
                        max_length=40,
                        verbose_name="tier after that",
                    ),
                ),
            ],
            options={
                "verbose_name": "tier of a member",
                "verbose_name_plural": "tiers of members",
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("through__isnull", False)),
                        fields=["through"],
                        name="loyalty_standing_through",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("after", ""), ("through__isnull", True)),
                            models.Q(
                                ("through__gte", models.F("since")),
                                models.Q(("after", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="loyalty_standing_ends",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="ladder",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="loyalty_ladder_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="ladderstep",
            constraint=models.UniqueConstraint(
                fields=("version", "kind"), name="loyalty_ladder_step_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="ladderstep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ("approved", "turned-down"))),
                fields=("version",),
                name="loyalty_ladder_decided_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="ladderstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ("submitted", "approved", "turned-down"))
                ),
                name="loyalty_ladder_step_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="tier",
            constraint=models.UniqueConstraint(
                fields=("ladder", "place"), name="loyalty_tier_placed"
            ),
        ),
        migrations.AddConstraint(
            model_name="tier",
            constraint=models.UniqueConstraint(
                fields=("ladder", "code"), name="loyalty_tier_coded"
            ),
        ),
        migrations.AddConstraint(
            model_name="tier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("place__gte", 0),
                    ("place__lte", 7),
                    ("threshold__gte", 0),
                    ("multiplier__gte", 1),
                    ("multiplier__lte", 10),
                    models.Q(
                        ("free_delivery_from__isnull", True),
                        ("free_delivery_from__gte", 0),
                        _connector="OR",
                    ),
                ),
                name="loyalty_tier_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="tier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("place", 0), ("threshold", 0)),
                    models.Q(("place__gt", 0), ("threshold__gt", 0)),
                    _connector="OR",
                ),
                name="loyalty_tier_first_is_for_all",
            ),
        ),
        migrations.AddConstraint(
            model_name="tier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mark__in", ("green", "rose", "gold", "blue", "slate"))
                ),
                name="loyalty_tier_marked",
            ),
        ),
        migrations.AddConstraint(
            model_name="tier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("perk_en", ""), ("perk_zh_hans", "")),
                    models.Q(
                        models.Q(("perk_en", ""), _negated=True),
                        models.Q(("perk_zh_hans", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="loyalty_tier_perk_in_both",
            ),
        ),
        # On the way back what stands on the tables goes first.
        migrations.RunSQL(
            migrations.RunSQL.noop, "DROP SCHEMA IF EXISTS ledger CASCADE"
        ),
    ]
