"""Why an account is frozen, and until when."""

import django.db.models.deletion
from django.db import migrations, models

WITHOUT_ENGINE = "DROP SCHEMA IF EXISTS ledger CASCADE"


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0009_adjustments_by_two")]

    operations = [
        migrations.AddField(
            "account",
            "frozen_until",
            models.DateTimeField(verbose_name="frozen until", null=True),
        ),
        migrations.CreateModel(
            name="Freeze",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "account_id",
                        "cause",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("cause", models.CharField(max_length=40, verbose_name="cause")),
                ("since", models.DateTimeField(verbose_name="since")),
                ("until", models.DateTimeField(null=True, verbose_name="until")),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="freezes",
                        to="loyalty.account",
                    ),
                ),
            ],
            options={
                "verbose_name": "freeze",
                "verbose_name_plural": "freezes",
                "permissions": [
                    ("lift_freeze", "Can let a member use frozen points again")
                ],
                "default_permissions": ("view",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cause", ""), _negated=True),
                        name="loyalty_freeze_has_a_cause",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gt", models.F("since")),
                            _connector="OR",
                        ),
                        name="loyalty_freeze_ends_after_it_begins",
                    ),
                ],
            },
        ),
        # On the way back what stands on the tables goes first.
        migrations.RunSQL(migrations.RunSQL.noop, WITHOUT_ENGINE),
    ]
