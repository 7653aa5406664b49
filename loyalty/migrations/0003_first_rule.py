"""The rules a programme starts with: one point for each full unit paid in money."""

from datetime import UTC, datetime
from typing import Any

from django.db import migrations


def add_first_rule(apps: Any, schema_editor: Any) -> None:
    beginning = datetime(2000, 1, 1, tzinfo=UTC)
    apps.get_model("loyalty", "Rule").objects.get_or_create(
        version=1,
        defaults={
            "points_per_unit": 1,
            "rounding": "down",
            "excluded_labels": [],
            "return_window_days": 14,
            "expiry_months": 12,
            "grace_days": 30,
            "points_per_unit_of_discount": 100,
            "min_points_per_order": 100,
            "max_points_per_order": None,
            "max_share_percent": 100,
            "starts_at": beginning,
            "published_at": beginning,
            "author": None,
        },
    )


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0002_engine")]

    # Rules are never deleted; the first one stays until its table goes.
    operations = [migrations.RunPython(add_first_rule, migrations.RunPython.noop)]
