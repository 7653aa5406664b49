"""Lines without a piece go: no goods and no money are on them."""

from django.db import migrations


def drop(apps, schema_editor):
    apps.get_model("basket", "Line").objects.filter(quantity=0).delete()


class Migration(migrations.Migration):
    dependencies = [("basket", "0002_relations")]

    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
