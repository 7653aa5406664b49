"""Discounts keep what their offers are called in each language, where these remain.

The name that the buyer read stays as it was.
"""

from django.db import migrations
from modeltranslation.utils import build_localized_fieldname

from shop.forks.catalogue.naming import LANGUAGES

AT_ONCE = 1000


def name_offers(apps, schema_editor):
    discount_model = apps.get_model("order", "OrderDiscount")
    offers = apps.get_model("offer", "ConditionalOffer").objects.in_bulk()
    discounts = (
        discount_model.objects.filter(offer_names={})
        .select_related("order")
        .order_by("pk")
    )
    done = 0
    while chunk := list(discounts.filter(pk__gt=done)[:AT_ONCE]):
        for discount in chunk:
            offer = offers.get(discount.offer_id)
            named = names(offer) if offer else {}
            if discount.offer_name:
                named[discount.order.language] = discount.offer_name
            discount.offer_names = named
        discount_model.objects.bulk_update(chunk, ["offer_names"])
        done = chunk[-1].pk


def names(offer) -> dict[str, str]:
    found = {
        language: getattr(offer, build_localized_fieldname("name", language))
        for language in LANGUAGES
    }
    return {language: name for language, name in found.items() if name}


class Migration(migrations.Migration):
    dependencies = [
        ("offer", "0005_values_within_bounds"),
        ("order", "0013_offer_names"),
    ]

    operations = [migrations.RunPython(name_offers, migrations.RunPython.noop)]
