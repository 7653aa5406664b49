"""What has a price below nothing is not for sale until somebody gives it one."""

from django.db import migrations


def drop(apps, schema_editor):
    records = apps.get_model("partner", "StockRecord").objects
    records.filter(price__lt=0).update(price=None)


class Migration(migrations.Migration):
    dependencies = [("partner", "0003_correct_stock")]

    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
