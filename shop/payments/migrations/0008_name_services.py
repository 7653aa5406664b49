"""What was kept before there could be two payment services came from Stripe."""

from django.db import migrations
from django.db.models import Q


def name_services(apps, schema_editor):
    news = apps.get_model("payments", "WebhookEvent").objects
    news.filter(kind__startswith="checkout.session.").update(concerns="session")
    refunds = Q(kind__startswith="refund.") | Q(kind__startswith="charge.refund.")
    news.filter(refunds).update(concerns="refund")

    settled = apps.get_model("payments", "Settled").objects
    settled.exclude(what="paid-by-hand").update(provider="stripe")
    for comparison in apps.get_model("payments", "Reconciliation").objects.all():
        for found in comparison.differences:
            by_hand = found["what"] == "paid-by-hand"
            found["provider"] = "" if by_hand else comparison.provider
        comparison.save(update_fields=["differences"])


class Migration(migrations.Migration):
    dependencies = [("payments", "0007_several_services")]

    operations = [migrations.RunPython(name_services, migrations.RunPython.noop)]
