"""What was frozen before is frozen by hand."""

from django.db import migrations

BY_HAND = """
    INSERT INTO loyalty_freeze (account_id, cause, since)
    SELECT account_id, 'by-hand', frozen_at FROM loyalty_account
    WHERE frozen_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0012_freezes")]

    operations = [migrations.RunSQL(BY_HAND, "DELETE FROM loyalty_freeze")]
