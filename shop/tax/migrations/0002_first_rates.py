"""What a new shop begins with: three categories, and their rates at home.

Where the shop is in a country that is not listed here, staff correct the rates on
the VAT page; until then what a product class said counts (catalogue.0004).
"""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import migrations

CATEGORIES = (
    ("standard", "Standard rate", "标准税率"),
    ("reduced", "Reduced rate", "优惠税率"),
    ("zero", "Zero rate", "零税率"),
)
# Germany's have held since this day. European Commission, Taxes in Europe Database.
SINCE = date(2007, 1, 1)
PERCENTS = {"AT": ("20", "10"), "DE": ("19", "7"), "FR": ("20", "5.5"), "NL": ("21", "9")}


def add_rates(apps, schema_editor):
    category, rate = (
        apps.get_model("tax", name) for name in ("TaxCategory", "Rate")
    )
    home = settings.SHOP_COUNTRY
    percents = (*PERCENTS.get(home, PERCENTS["DE"]), "0")
    for position, (code, english, chinese) in enumerate(CATEGORIES):
        category.objects.create(
            code=code,
            name=english,
            name_en=english,
            name_zh_hans=chinese,
            position=position,
        )
        rate.objects.create(
            country=home,
            category_id=code,
            percent=Decimal(percents[position]),
            valid_from=SINCE,
        )


def remove_rates(apps, schema_editor):
    for name in ("Rate", "TaxCategory"):
        apps.get_model("tax", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("tax", "0001_rates")]

    operations = [migrations.RunPython(add_rates, remove_rates)]
