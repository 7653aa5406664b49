"""Goods for the pages that are measured: `python -m benchmarks.pages.filling NUMBER`.

The database is DATABASE_URL; the last line written is the addresses of the pages.
"""

import json
import sys
from decimal import Decimal
from typing import Any

import django

django.setup()

from django.utils import translation  # noqa: E402  after setup

from shop.forks.catalogue.models import (  # noqa: E402  after setup
    Category,
    Product,
    ProductCategory,
    ProductClass,
)
from shop.forks.partner.models import Partner, StockRecord  # noqa: E402  after setup

SHELVES = ("Tea", "Soap", "Bowls", "Towels", "Honey", "Paper")


def fill(number: int) -> dict[str, Any]:
    kind = ProductClass.objects.create(name="Goods", slug="goods")
    house = Partner.objects.create(name="House")
    shelves = [
        Category.objects.add_root(
            instance=Category(name=name, slug=name.lower(), code=name.lower())
        )
        for name in SHELVES
    ]
    products = Product.objects.bulk_create(
        Product(
            title=f"{SHELVES[one % len(SHELVES)]} number {one}",
            title_en=f"{SHELVES[one % len(SHELVES)]} number {one}",
            slug=f"product-{one}",
            description="<p>Made by hand, in a small house by the river.</p>" * 4,
            product_class=kind,
        )
        for one in range(number)
    )
    ProductCategory.objects.bulk_create(
        ProductCategory(product=product, category=shelves[place % len(shelves)])
        for place, product in enumerate(products)
    )
    StockRecord.objects.bulk_create(
        StockRecord(
            product=product,
            partner=house,
            partner_sku=f"{product.pk}",
            price_currency="EUR",
            price=Decimal(place % 90 + 5),
            num_in_stock=1_000_000,
        )
        for place, product in enumerate(products)
    )
    with translation.override("en"):
        return {
            "home": "/en/",
            "list": shelves[0].get_absolute_url(),
            "product": products[0].get_absolute_url(),
            "products": [one.get_absolute_url() for one in products[:3000]],
            "product_id": products[0].pk,
        }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(fill(int(sys.argv[1]))))
