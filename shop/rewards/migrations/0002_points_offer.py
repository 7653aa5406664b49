"""The one offer that turns points into a discount: after all others, once."""

from django.db import migrations

LEAST_PRIORITY = -(2**31)
NAMES = {"name": "Points", "name_en": "Points", "name_zh_hans": "积分抵扣"}
DESCRIPTIONS = {
    "description": "Points become a discount on this order.",
    "description_en": "Points become a discount on this order.",
    "description_zh_hans": "积分在本单中直接抵扣。",
}


def create_offer(apps, schema_editor):
    condition = apps.get_model("offer", "Condition").objects.create(
        proxy_class="shop.rewards.offer.PointsRequested"
    )
    benefit = apps.get_model("offer", "Benefit").objects.create(
        proxy_class="shop.rewards.offer.PointsBenefit"
    )
    apps.get_model("offer", "ConditionalOffer").objects.create(
        **NAMES,
        **DESCRIPTIONS,
        slug="points",
        offer_type="Site",
        exclusive=False,
        priority=LEAST_PRIORITY,
        max_basket_applications=1,
        condition=condition,
        benefit=benefit,
    )


def delete_offer(apps, schema_editor):
    for name in ("Benefit", "Condition"):
        apps.get_model("offer", name).objects.filter(
            proxy_class__startswith="shop.rewards.offer."
        ).delete()


class Migration(migrations.Migration):
    dependencies = [("rewards", "0001_points_offer_kinds")]

    operations = [migrations.RunPython(create_offer, delete_offer)]
