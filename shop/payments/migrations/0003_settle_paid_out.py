"""Refunds that staff have paid out are settled."""

from django.db import migrations


def settle(apps, schema_editor):
    Refund = apps.get_model("payments", "Refund")
    Refund.objects.filter(paid_out_at__isnull=False).update(state="succeeded")


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_attempts_and_news")]

    operations = [migrations.RunPython(settle, migrations.RunPython.noop)]
