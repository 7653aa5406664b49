"""Bring values within bounds, and suspend the offers that were made with them.

Nobody can have meant such an offer; staff see it suspended and decide.
"""

from django.db import migrations
from django.db.models import Q

PERCENTAGES = ("Percentage", "Shipping percentage")
WITHOUT_VALUE = ("Multibuy", "")


def mend(apps, schema_editor):
    benefit, condition, offer = (
        apps.get_model("offer", name)
        for name in ("Benefit", "Condition", "ConditionalOffer")
    )
    too_much = Q(type__in=PERCENTAGES, value__gt=100)
    missing = Q(value=None) & ~Q(type__in=WITHOUT_VALUE)
    odd = benefit.objects.filter(Q(value__lt=0) | too_much | missing)
    below = condition.objects.filter(value__lt=0)
    concerned = offer.objects.filter(
        Q(benefit__in=odd.values("pk")) | Q(condition__in=below.values("pk"))
    )
    concerned.update(status="Suspended")
    benefit.objects.filter(too_much).update(value=100)
    odd.update(value=0)
    below.update(value=0)


class Migration(migrations.Migration):
    dependencies = [("offer", "0003_positive_limits")]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
