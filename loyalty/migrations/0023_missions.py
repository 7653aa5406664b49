"""Missions, in versions that nothing edits; what members did, and got for it."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0021_vouchers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Mission",
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
                "verbose_name": "mission",
                "verbose_name_plural": "missions",
                "permissions": [
                    ("draft_mission", "Can draft missions and submit them for review"),
                    (
                        "approve_mission",
                        "Can approve missions of somebody else, and end them",
                    ),
                ],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="MissionVersion",
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
                    "audience",
                    models.CharField(
                        choices=[
                            ("everybody", "every member who wants to"),
                            ("new-members", "new members, from the day they join"),
                        ],
                        db_collation="C",
                        default="everybody",
                        max_length=12,
                        verbose_name="who takes part",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="starts at")),
                (
                    "ends_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ends at"),
                ),
                (
                    "looks_back",
                    models.IntegerField(default=0, verbose_name="days it looks back"),
                ),
                (
                    "bonus",
                    models.BigIntegerField(
                        default=0, verbose_name="points for all steps"
                    ),
                ),
                ("budget", models.BigIntegerField(verbose_name="budget in points")),
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
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="loyalty.mission",
                        verbose_name="mission",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a mission",
                "verbose_name_plural": "versions of missions",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="MissionStep",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "version_id",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.SmallIntegerField(verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("address", "confirm the e-mail address"),
                            ("profile", "complete the profile"),
                            ("order", "keep orders"),
                            ("order-with", "keep orders with goods of a category"),
                            ("pieces", "keep pieces of a category"),
                            ("check-in", "check in, once a day"),
                            ("streak", "check in on days in a row"),
                            ("story", "read a story"),
                            ("quiz", "answer a question"),
                        ],
                        db_collation="C",
                        max_length=12,
                        verbose_name="what to do",
                    ),
                ),
                ("goal", models.IntegerField(default=1, verbose_name="how many")),
                (
                    "times",
                    models.IntegerField(default=1, verbose_name="how many times over"),
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
                ("points", models.BigIntegerField(default=0, verbose_name="points")),
                (
                    "opens_after",
                    models.IntegerField(
                        default=0, verbose_name="given no earlier than on day"
                    ),
                ),
                (
                    "text_en",
                    models.TextField(
                        blank=True, default="", verbose_name="story in English"
                    ),
                ),
                (
                    "text_zh_hans",
                    models.TextField(
                        blank=True, default="", verbose_name="story in Chinese"
                    ),
                ),
                (
                    "question_en",
                    models.TextField(
                        blank=True, default="", verbose_name="question in English"
                    ),
                ),
                (
                    "question_zh_hans",
                    models.TextField(
                        blank=True, default="", verbose_name="question in Chinese"
                    ),
                ),
                (
                    "answer",
                    models.SmallIntegerField(default=0, verbose_name="right choice"),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="loyalty.missionversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a mission",
                "verbose_name_plural": "steps of missions",
                "ordering": ("version", "number"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="MissionReward",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "account_id",
                        "version_id",
                        "step",
                        "nth",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("step", models.SmallIntegerField(verbose_name="step")),
                ("nth", models.IntegerField(verbose_name="time")),
                ("points", models.BigIntegerField(verbose_name="points")),
                ("given_at", models.DateTimeField(verbose_name="given at")),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mission_rewards",
                        to="loyalty.account",
                        verbose_name="account",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rewards",
                        to="loyalty.missionversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "reward of a mission",
                "verbose_name_plural": "rewards of missions",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="MissionPart",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "account_id",
                        "mission_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("began_at", models.DateTimeField(verbose_name="began at")),
                ("began_on", models.DateField(verbose_name="began on")),
                ("promised", models.BigIntegerField(verbose_name="points at most")),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="missions",
                        to="loyalty.account",
                        verbose_name="account",
                    ),
                ),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="loyalty.mission",
                        verbose_name="mission",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="loyalty.missionversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "part in a mission",
                "verbose_name_plural": "parts in missions",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="MissionDecision",
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
                        verbose_name="decision",
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
                        related_name="decisions",
                        to="loyalty.missionversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision on a mission",
                "verbose_name_plural": "decisions on missions",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="MissionBudget",
            fields=[
                (
                    "mission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="left",
                        serialize=False,
                        to="loyalty.mission",
                        verbose_name="mission",
                    ),
                ),
                ("points", models.BigIntegerField(verbose_name="points")),
            ],
            options={
                "verbose_name": "budget of a mission",
                "verbose_name_plural": "budgets of missions",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("points__gte", 0)),
                        name="loyalty_mission_budget_not_below_zero",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MissionDeed",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "account_id",
                        "reference",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        db_collation="C", max_length=100, verbose_name="reference"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        db_collation="C", max_length=12, verbose_name="what was done"
                    ),
                ),
                ("happened_at", models.DateTimeField(verbose_name="happened at")),
                ("day", models.DateField(verbose_name="day")),
                ("noted_at", models.DateTimeField(verbose_name="noted at")),
                (
                    "labels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=255),
                        default=list,
                        size=None,
                        verbose_name="categories",
                    ),
                ),
                ("pieces", models.IntegerField(default=1, verbose_name="pieces")),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deeds",
                        to="loyalty.account",
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "deed of a member",
                "verbose_name_plural": "deeds of members",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "address",
                                    "profile",
                                    "order",
                                    "goods",
                                    "check-in",
                                    "story",
                                    "quiz",
                                ),
                            )
                        ),
                        name="loyalty_deed_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pieces__gte", 1),
                            ("pieces__lte", 100000),
                            ("happened_at__lte", models.F("noted_at")),
                        ),
                        name="loyalty_deed_in_range",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="missionversion",
            constraint=models.UniqueConstraint(
                fields=("mission", "number"), name="loyalty_mission_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="missionversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ("everybody", "new-members"))),
                name="loyalty_mission_audience",
            ),
        ),
        migrations.AddConstraint(
            model_name="missionversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__isnull", True),
                    ("ends_at__gt", models.F("starts_at")),
                    _connector="OR",
                ),
                name="loyalty_mission_opens",
            ),
        ),
        migrations.AddConstraint(
            model_name="missionversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("bonus__gte", 0),
                    ("bonus__lte", 100000),
                    ("budget__gte", 1),
                    ("budget__lte", 1000000000),
                    ("looks_back__gte", 0),
                    ("looks_back__lte", 366),
                    ("number__gte", 1),
                ),
                name="loyalty_mission_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="missionstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        (
                            "address",
                            "profile",
                            "order",
                            "order-with",
                            "pieces",
                            "check-in",
                            "streak",
                            "story",
                            "quiz",
                        ),
                    )
                ),
                name="loyalty_mission_step_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="missionstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("goal__gte", 1),
                    ("goal__lte", 1000),
                    ("number__gte", 1),
                    ("number__lte", 12),
                    ("opens_after__gte", 0),
                    ("opens_after__lte", 366),
                    ("points__gte", 0),
                    ("points__lte", 100000),
                    ("times__gte", 1),
                    ("times__lte", 366),
                ),
                name="loyalty_mission_step_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="missionstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ("address", "profile", "story", "quiz")),
                        _negated=True,
                    ),
                    models.Q(("goal", 1), ("times", 1)),
                    _connector="OR",
                ),
                name="loyalty_mission_step_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="missionstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ("order-with", "pieces")), ("labels__len__gte", 1)
                    ),
                    models.Q(
                        models.Q(("kind__in", ("order-with", "pieces")), _negated=True),
                        ("labels", []),
                    ),
                    _connector="OR",
                ),
                name="loyalty_mission_step_about_goods",
            ),
        ),
        migrations.AddConstraint(
            model_name="missionstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("kind", "story"), _negated=True),
                        models.Q(
                            ("text_en", ""),
                            ("text_zh_hans", ""),
                            _connector="OR",
                            _negated=True,
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("kind", "quiz"), _negated=True),
                        models.Q(
                            models.Q(
                                ("question_en", ""),
                                ("question_zh_hans", ""),
                                _connector="OR",
                                _negated=True,
                            ),
                            ("answer__gte", 1),
                        ),
                        _connector="OR",
                    ),
                ),
                name="loyalty_mission_step_told",
            ),
        ),
        migrations.AddConstraint(
            model_name="missionreward",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("nth__gte", 1), ("points__gte", 1), ("step__gte", 0)
                ),
                name="loyalty_mission_reward_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="missiondecision",
            constraint=models.UniqueConstraint(
                fields=("version", "kind"), name="loyalty_mission_decided_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="missiondecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ("submitted", "approved", "turned-down", "ended"))
                ),
                name="loyalty_mission_decision_known",
            ),
        ),
        # On the way back what stands on the tables goes first.
        migrations.RunSQL(
            migrations.RunSQL.noop, "DROP SCHEMA IF EXISTS ledger CASCADE"
        ),
    ]
