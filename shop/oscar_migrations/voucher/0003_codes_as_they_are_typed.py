"""Voucher codes are looked up without the blanks and dashes they are read with (F09)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("voucher", "0002_guard_usage"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX voucher_code_signs ON voucher_voucher"
            " (replace(replace(code, ' ', ''), '-', ''))",
            "DROP INDEX voucher_code_signs",
        ),
    ]
