"""The one offer that vouchers from points use: after all others but the points'."""

from django.db import migrations

LAST_BUT_ONE = -(2**31) + 1
NAMES = {
    "name": "Voucher from points",
    "name_en": "Voucher from points",
    "name_zh_hans": "积分兑换券",
}
DESCRIPTIONS = {
    "description": "A voucher from points becomes a discount on this order.",
    "description_en": "A voucher from points becomes a discount on this order.",
    "description_zh_hans": "积分兑换的优惠券在本单中抵扣。",
}


def create_offer(apps, schema_editor):
    condition = apps.get_model("offer", "Condition").objects.create(
        proxy_class="shop.rewards.voucher_offer.VoucherRequested"
    )
    benefit = apps.get_model("offer", "Benefit").objects.create(
        proxy_class="shop.rewards.voucher_offer.VoucherBenefit"
    )
    apps.get_model("offer", "ConditionalOffer").objects.create(
        **NAMES,
        **DESCRIPTIONS,
        slug="voucher-from-points",
        offer_type="Site",
        exclusive=False,
        priority=LAST_BUT_ONE,
        max_basket_applications=1,
        condition=condition,
        benefit=benefit,
    )


def delete_offer(apps, schema_editor):
    apps.get_model("offer", "ConditionalOffer").objects.filter(
        slug="voucher-from-points"
    ).delete()
    for name in ("Benefit", "Condition"):
        apps.get_model("offer", name).objects.filter(
            proxy_class__startswith="shop.rewards.voucher_offer."
        ).delete()


class Migration(migrations.Migration):
    dependencies = [("rewards", "0005_voucher_offer_kinds")]

    operations = [migrations.RunPython(create_offer, delete_offer)]
