"""Lines without a piece go: no goods and no money are on them."""

from django.db import migrations


def drop(apps, schema_editor):
    apps.get_model("order", "Line").objects.filter(quantity=0).delete()


class Migration(migrations.Migration):
    dependencies = [("order", "0008_goodwill")]

    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
