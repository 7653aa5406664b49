"""The table of changes. Who writes into it is said in causes.sql."""

from django.db import migrations, models

# The triggers are put up after each migrate, and go before the table does.
WITHOUT_TRIGGERS = """
DROP FUNCTION IF EXISTS shop_pages_change CASCADE;
DROP FUNCTION IF EXISTS shop_pages_change_but_for CASCADE;
DROP FUNCTION IF EXISTS shop_stock_changes CASCADE;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Change",
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
                ("mark", models.BigIntegerField(verbose_name="mark")),
            ],
            options={
                "verbose_name": "change of what pages show",
                "verbose_name_plural": "changes of what pages show",
                "default_permissions": (),
            },
        ),
        migrations.RunSQL(migrations.RunSQL.noop, WITHOUT_TRIGGERS),
    ]
