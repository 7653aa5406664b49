"""A price whose sums fit no order is none: the next migration lets nothing else stand."""

from decimal import Decimal

from django.db import migrations


def drop(apps, _schema_editor):
    stock = apps.get_model("partner", "StockRecord").objects
    stock.filter(price__gt=Decimal("9999999.99")).update(price=None)


class Migration(migrations.Migration):
    dependencies = [("partner", "0006_keep_what_is_used")]

    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
