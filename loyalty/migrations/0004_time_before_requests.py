"""Accruals, schedules and releases see what time has decided before them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0003_first_rule")]

    operations = []  # the engine comes in after the migrations
