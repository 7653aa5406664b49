"""Accruals, schedules and releases see what time has decided before them."""

import importlib

from django.db import migrations

script = importlib.import_module("loyalty.migrations.0002_engine").script


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0003_first_rule")]

    operations = [migrations.RunSQL([(script("engine.sql"), None)], migrations.RunSQL.noop)]
