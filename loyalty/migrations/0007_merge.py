"""Two accounts of one person can be merged, signed by two people."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

WITHOUT_ENGINE_AND_KEYS = """
    DROP SCHEMA IF EXISTS ledger CASCADE;
    ALTER TABLE loyalty_posting
        DROP CONSTRAINT IF EXISTS loyalty_posting_its_merge_into,
        DROP CONSTRAINT IF EXISTS loyalty_posting_its_merge_from;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0006_extension"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="merge",
                        serialize=False,
                        to="loyalty.account",
                        verbose_name="closed account",
                    ),
                ),
                ("approved_at", models.DateTimeField(verbose_name="approved at")),
                ("reason", models.TextField(verbose_name="reason")),
            ],
            options={
                "verbose_name": "merge",
                "verbose_name_plural": "merges",
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="MergeProposal",
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
                ("reason", models.TextField(verbose_name="reason")),
                ("proposed_at", models.DateTimeField(verbose_name="proposed at")),
                (
                    "withdrawn_at",
                    models.DateTimeField(null=True, verbose_name="withdrawn at"),
                ),
            ],
            options={
                "verbose_name": "proposed merge",
                "verbose_name_plural": "proposed merges",
                "permissions": [
                    ("merge_accounts", "Can merge two accounts of one person")
                ],
                "default_permissions": ("view",),
            },
        ),
        migrations.AddField(
            model_name="account",
            name="closed_at",
            field=models.DateTimeField(null=True, verbose_name="closed at"),
        ),
        migrations.AddField(
            model_name="posting",
            name="merged_from",
            field=models.ForeignKey(
                db_column="merged_from",
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="loyalty.account",
                verbose_name="merged from",
            ),
        ),
        migrations.AddField(
            model_name="posting",
            name="merged_into",
            field=models.ForeignKey(
                db_column="merged_into",
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="loyalty.account",
                verbose_name="merged into",
            ),
        ),
        migrations.AlterField(
            model_name="movement",
            name="dst",
            field=models.CharField(
                choices=[
                    ("issued", "issued"),
                    ("pending", "pending"),
                    ("available", "available"),
                    ("held", "held"),
                    ("redeemed", "redeemed"),
                    ("expired", "expired"),
                    ("revoked", "taken back"),
                    ("owed", "owed"),
                    ("adjusted", "adjusted"),
                    ("merged", "in the other account"),
                ],
                db_collation="C",
                max_length=12,
                verbose_name="to",
            ),
        ),
        migrations.AlterField(
            model_name="movement",
            name="kind",
            field=models.CharField(
                choices=[
                    ("accrual", "earned"),
                    ("schedule", "date set"),
                    ("maturity", "became spendable"),
                    ("hold", "set aside"),
                    ("redemption", "redeemed"),
                    ("release", "released"),
                    ("lapse", "hold lapsed"),
                    ("give-back", "given back"),
                    ("revocation", "taken back"),
                    ("expiry", "expired"),
                    ("adjustment", "adjusted"),
                    ("extension", "valid longer"),
                    ("merge-out", "moved to the other account"),
                    ("merge-in", "came from the other account"),
                ],
                db_collation="C",
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="movement",
            name="src",
            field=models.CharField(
                choices=[
                    ("issued", "issued"),
                    ("pending", "pending"),
                    ("available", "available"),
                    ("held", "held"),
                    ("redeemed", "redeemed"),
                    ("expired", "expired"),
                    ("revoked", "taken back"),
                    ("owed", "owed"),
                    ("adjusted", "adjusted"),
                    ("merged", "in the other account"),
                ],
                db_collation="C",
                max_length=12,
                verbose_name="from",
            ),
        ),
        migrations.AlterField(
            model_name="posting",
            name="kind",
            field=models.CharField(
                choices=[
                    ("accrual", "earned"),
                    ("schedule", "date set"),
                    ("maturity", "became spendable"),
                    ("hold", "set aside"),
                    ("redemption", "redeemed"),
                    ("release", "released"),
                    ("lapse", "hold lapsed"),
                    ("give-back", "given back"),
                    ("revocation", "taken back"),
                    ("expiry", "expired"),
                    ("adjustment", "adjusted"),
                    ("extension", "valid longer"),
                    ("merge-out", "moved to the other account"),
                    ("merge-in", "came from the other account"),
                ],
                db_collation="C",
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True),
                    models.Q(("held", 0), ("pending", 0)),
                    _connector="OR",
                ),
                name="loyalty_account_closed_awaits_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("kind", "merge-out"), ("merged_into__isnull", False)),
                        models.Q(
                            models.Q(("kind", "merge-out"), _negated=True),
                            ("merged_into__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("kind", "merge-in"), ("merged_from__isnull", False)),
                        models.Q(
                            models.Q(("kind", "merge-in"), _negated=True),
                            ("merged_from__isnull", True),
                        ),
                        _connector="OR",
                    ),
                ),
                name="loyalty_posting_merged",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="approved_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="approved by",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="into",
            field=models.ForeignKey(
                db_column="into_account",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_accounts",
                to="loyalty.account",
                verbose_name="surviving account",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="proposed_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="proposed by",
            ),
        ),
        migrations.AddField(
            model_name="mergeproposal",
            name="closing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="loyalty.account",
                verbose_name="closing account",
            ),
        ),
        migrations.AddField(
            model_name="mergeproposal",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="proposed by",
            ),
        ),
        migrations.AddField(
            model_name="mergeproposal",
            name="surviving",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="loyalty.account",
                verbose_name="surviving account",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                fields=("account", "into"), name="loyalty_merge_accounts"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(("account", models.F("into")), _negated=True),
                name="loyalty_merge_two_accounts",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proposed_by", models.F("approved_by")), _negated=True
                ),
                name="loyalty_merge_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("account", models.F("proposed_by")),
                        ("account", models.F("approved_by")),
                        ("into", models.F("proposed_by")),
                        ("into", models.F("approved_by")),
                        _connector="OR",
                    ),
                    _negated=True,
                ),
                name="loyalty_merge_other_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="loyalty_merge_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="mergeproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("closing", models.F("surviving")), _negated=True),
                name="loyalty_proposal_two_accounts",
            ),
        ),
        migrations.AddConstraint(
            model_name="mergeproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="loyalty_proposal_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="mergeproposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("closing",),
                name="loyalty_proposal_one_open",
            ),
        ),
        # On the way back what stands on the columns goes first.
        migrations.RunSQL(migrations.RunSQL.noop, WITHOUT_ENGINE_AND_KEYS),
    ]
