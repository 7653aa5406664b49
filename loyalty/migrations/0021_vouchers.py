"""Vouchers that are made of points."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0020_campaign_for_tiers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="VoucherChoice",
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
                ("series", models.IntegerField(verbose_name="choice")),
                ("number", models.IntegerField(verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("discount", "a discount"),
                            ("delivery", "free delivery"),
                        ],
                        db_collation="C",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("points", models.IntegerField(verbose_name="points")),
                (
                    "min_basket",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=12,
                        verbose_name="smallest value of the basket",
                    ),
                ),
                ("days", models.IntegerField(verbose_name="days it can be used")),
                (
                    "most_in_30_days",
                    models.IntegerField(
                        blank=True, null=True, verbose_name="most per member in 30 days"
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="starts at")),
                (
                    "ends_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ends at"),
                ),
                ("published_at", models.DateTimeField(verbose_name="published at")),
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
                "verbose_name": "choice of vouchers",
                "verbose_name_plural": "choices of vouchers",
                "permissions": [
                    ("publish_voucher", "Can say what points are exchanged for")
                ],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="Voucher",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "account_id",
                        "version",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("version", models.BigIntegerField(verbose_name="number")),
                (
                    "code",
                    models.CharField(max_length=20, unique=True, verbose_name="code"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("discount", "a discount"),
                            ("delivery", "free delivery"),
                        ],
                        db_collation="C",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("points", models.BigIntegerField(verbose_name="points")),
                (
                    "points_per_unit",
                    models.IntegerField(verbose_name="points for one unit of discount"),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="discount",
                    ),
                ),
                (
                    "min_basket",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=12,
                        verbose_name="smallest value of the basket",
                    ),
                ),
                ("left", models.BigIntegerField(verbose_name="points left")),
                (
                    "given_back",
                    models.BigIntegerField(verbose_name="points given back"),
                ),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                ("open", models.BooleanField(verbose_name="open")),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="loyalty.account",
                    ),
                ),
                (
                    "choice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="loyalty.voucherchoice",
                        verbose_name="choice",
                    ),
                ),
            ],
            options={
                "verbose_name": "voucher",
                "verbose_name_plural": "vouchers",
                "permissions": [("cancel_voucher", "Can cancel a member's voucher")],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="VoucherEntry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "account_id",
                        "voucher",
                        "seq",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("voucher", models.BigIntegerField(verbose_name="voucher")),
                ("seq", models.IntegerField(verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("use", "used"),
                            ("return", "back on the voucher"),
                            ("give-back", "given back as points"),
                        ],
                        db_collation="C",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("order", "an order"),
                            ("expired", "its time was up"),
                            ("undone", "given back by the member"),
                            ("cancelled", "cancelled by staff"),
                        ],
                        db_collation="C",
                        max_length=12,
                        verbose_name="cause",
                    ),
                ),
                ("points", models.BigIntegerField(verbose_name="points")),
                (
                    "order",
                    models.CharField(
                        blank=True, default="", max_length=100, verbose_name="order"
                    ),
                ),
                (
                    "reference",
                    models.CharField(max_length=120, verbose_name="reference"),
                ),
                ("posting", models.BigIntegerField(null=True, verbose_name="posting")),
                (
                    "reason",
                    models.TextField(blank=True, default="", verbose_name="reason"),
                ),
                ("occurred_at", models.DateTimeField(verbose_name="occurred at")),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="loyalty.account",
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of a voucher",
                "verbose_name_plural": "entries of vouchers",
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="voucherchoice",
            constraint=models.UniqueConstraint(
                fields=("series", "number"), name="loyalty_choice_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="voucherchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("discount", "delivery"))),
                name="loyalty_choice_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucherchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("days__gte", 1),
                    ("days__lte", 730),
                    ("min_basket__gte", 0),
                    ("number__gte", 1),
                    ("points__gte", 1),
                    ("points__lte", 1000000),
                    ("series__gte", 1),
                ),
                name="loyalty_choice_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucherchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("most_in_30_days__isnull", True),
                    models.Q(
                        ("most_in_30_days__gte", 1), ("most_in_30_days__lte", 1000)
                    ),
                    _connector="OR",
                ),
                name="loyalty_choice_limit",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucherchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__isnull", True),
                    ("ends_at__gt", models.F("starts_at")),
                    _connector="OR",
                ),
                name="loyalty_choice_ends_after_it_starts",
            ),
        ),
        migrations.AddIndex(
            model_name="voucher",
            index=models.Index(
                condition=models.Q(("open", True)),
                fields=["account"],
                name="loyalty_voucher_open",
            ),
        ),
        migrations.AddIndex(
            model_name="voucher",
            index=models.Index(
                condition=models.Q(("open", True)),
                fields=["expires_at"],
                name="loyalty_voucher_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("given_back__gte", 0),
                    ("left__gte", 0),
                    ("points__gt", 0),
                    (
                        "points__gte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("left"), "+", models.F("given_back")
                        ),
                    ),
                    models.Q(("open", True), ("left", 0), _connector="OR"),
                ),
                name="loyalty_voucher_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__isnull", True), ("kind", "delivery")),
                    models.Q(
                        ("kind", "discount"),
                        (
                            "points",
                            django.db.models.expressions.CombinedExpression(
                                models.F("amount"), "*", models.F("points_per_unit")
                            ),
                        ),
                    ),
                    _connector="OR",
                ),
                name="loyalty_voucher_is_worth_its_points",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "delivery"), _negated=True),
                    ("left", 0),
                    ("left", models.F("points")),
                    _connector="OR",
                ),
                name="loyalty_voucher_delivers_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))),
                name="loyalty_voucher_lasts",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucherentry",
            constraint=models.UniqueConstraint(
                fields=("account", "reference"), name="loyalty_voucher_entry_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="voucherentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cause__in", ("order", "expired", "undone", "cancelled")),
                    ("kind__in", ("use", "return", "give-back")),
                    ("points__gt", 0),
                    ("seq__gte", 1),
                ),
                name="loyalty_voucher_entry_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucherentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("kind", "give-back"), ("posting__isnull", False)),
                        models.Q(
                            ("cause", "order"),
                            ("kind__in", ("use", "return")),
                            ("posting__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(
                            ("cause", "order"), models.Q(("order", ""), _negated=True)
                        ),
                        models.Q(
                            models.Q(("cause", "order"), _negated=True), ("order", "")
                        ),
                        _connector="OR",
                    ),
                ),
                name="loyalty_voucher_entry_says_where",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucherentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("actor__isnull", False),
                        ("cause", "cancelled"),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("cause", "cancelled"), _negated=True),
                        ("actor__isnull", True),
                        ("reason", ""),
                    ),
                    _connector="OR",
                ),
                name="loyalty_voucher_entry_is_signed",
            ),
        ),
        # On the way back what stands on the tables goes first.
        migrations.RunSQL(
            migrations.RunSQL.noop, "DROP SCHEMA IF EXISTS ledger CASCADE"
        ),
    ]
