"""Give each product class the category whose rate at home it had, made where none is."""

from datetime import date

from django.conf import settings
from django.db import migrations

SINCE = date(2007, 1, 1)


def by_rate(apps):
    """The rates at home, by category: there is one of each so far, or the last counts."""
    rows = apps.get_model("tax", "Rate").objects.filter(country=settings.SHOP_COUNTRY)
    return {row.category_id: row.percent for row in rows.order_by("valid_from")}


def to_categories(apps, schema_editor):
    category, rate = (apps.get_model("tax", name) for name in ("TaxCategory", "Rate"))
    known = {percent: code for code, percent in by_rate(apps).items()}
    for product_class in apps.get_model("catalogue", "ProductClass").objects.all():
        percent = product_class.vat_rate
        if percent not in known:
            name = f"{percent.normalize():f} %"
            made = category.objects.create(
                code=f"rate-{percent.normalize():f}".replace(".", "-"),
                name=name,
                name_en=name,
                name_zh_hans=name,
                position=category.objects.count(),
            )
            rate.objects.create(
                country=settings.SHOP_COUNTRY,
                category=made,
                percent=percent,
                valid_from=SINCE,
            )
            known[percent] = made.code
        product_class.tax_category_id = known[percent]
        product_class.save(update_fields=["tax_category"])


def to_rates(apps, schema_editor):
    percents = by_rate(apps)
    for product_class in apps.get_model("catalogue", "ProductClass").objects.all():
        product_class.vat_rate = percents[product_class.tax_category_id]
        product_class.save(update_fields=["vat_rate"])


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_tax_category"), ("tax", "0003_past_stays")]

    operations = [migrations.RunPython(to_categories, to_rates)]
