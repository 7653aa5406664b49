"""Give an address to what has none, by its number: 0007 lets nothing else stand."""

from django.db import migrations
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

# As READABLE in shop/forks/catalogue/slugs.py.
READABLE = r"^[\w-]*[[:alnum:]][\w-]*$"


def repair(apps, schema_editor):
    for name in ("Category", "Product"):
        rows = apps.get_model("catalogue", name).objects.exclude(slug__regex=READABLE)
        number = Cast("pk", CharField())
        rows.update(slug=Concat(Value(f"{name.lower()}-"), number))


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0005_drop_vat_rate")]

    operations = [migrations.RunPython(repair, migrations.RunPython.noop)]
