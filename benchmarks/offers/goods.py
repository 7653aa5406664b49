"""The goods, offers and basket of one case, the same rows in either shop.

Only what Oscar's models have in both is said; the rest takes its default.
"""

from decimal import Decimal
from typing import Any

from oscar.core.loading import get_model


def fill(*, lines: int, offers: int, stacked: bool, shopper: Any) -> None:
    """Put everything into an empty shop, and the goods into the shopper's basket."""
    products = _products(lines)
    _offers(offers, products, stacked)
    basket = get_model("basket", "Basket").objects.create(owner=shopper)
    get_model("basket", "Line").objects.bulk_create(
        [
            get_model("basket", "Line")(
                basket=basket,
                product=product,
                stockrecord=product.stockrecords.get(),
                line_reference=f"{product.pk}",
                quantity=2,
                price_currency="EUR",
                price_excl_tax=product.stockrecords.get().price,
                price_incl_tax=product.stockrecords.get().price,
            )
            for product in products
        ]
    )


def _products(number: int) -> list[Any]:
    Product = get_model("catalogue", "Product")
    kind = get_model("catalogue", "ProductClass").objects.create(
        name="Goods", slug="goods"
    )
    category = get_model("catalogue", "Category")
    shelf = category.objects.add_root(instance=category(name="Food", slug="food"))
    partner = get_model("partner", "Partner").objects.create(name="House")
    products = Product.objects.bulk_create(
        [
            Product(title=f"Product {one}", slug=f"product-{one}", product_class=kind)
            for one in range(number)
        ]
    )
    get_model("catalogue", "ProductCategory").objects.bulk_create(
        [
            get_model("catalogue", "ProductCategory")(product=product, category=shelf)
            for product in products
        ]
    )
    get_model("partner", "StockRecord").objects.bulk_create(
        [
            get_model("partner", "StockRecord")(
                product=product,
                partner=partner,
                partner_sku=f"{one}",
                price_currency="EUR",
                price=Decimal(10 + one),
                num_in_stock=1000,
            )
            for one, product in enumerate(products)
        ]
    )
    return products


def _offers(number: int, products: list[Any], stacked: bool) -> None:
    """Offers on a category and on products by name, by turns.

    Each is about goods of its own and excludes all others, as Oscar's offers do
    unless told otherwise; or all are about all goods and go together. They take
    whole cents, of which both shops must take the same.
    """
    category = get_model("catalogue", "Category")
    for one in range(number):
        shelf = category.objects.add_root(
            instance=category(name=f"Shelf {one}", slug=f"shelf-{one}")
        )
        about = products if stacked else products[one::number]
        goods = get_model("offer", "Range").objects.create(
            name=f"{one}", slug=f"goods-{one}"
        )
        if one % 2:
            goods.included_products.set(about)
        else:
            shelf.product_set.set(about)
            goods.included_categories.set([shelf])
        get_model("offer", "ConditionalOffer").objects.create(
            name=f"{one + 1} of {number}",
            slug=f"offer-{one}",
            exclusive=not stacked,
            condition=get_model("offer", "Condition").objects.create(
                range=goods, type="Count", value=1
            ),
            benefit=get_model("offer", "Benefit").objects.create(
                range=goods, type="Percentage", value=1
            ),
        )
