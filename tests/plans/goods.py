"""A shop full of goods, made in a moment: what plans are looked at with."""

from collections.abc import Sequence
from decimal import Decimal

import psycopg
from django.db import connection, transaction
from oscar.apps.catalogue.models import ProductAttribute, ProductAttributeValue

from shop.forks.catalogue.models import Product, ProductClass
from shop.forks.order.models import Line, Order, OrderStatus
from shop.forks.partner.models import Partner, StockRecord
from tests.factories import make_category, make_product_class

PRICES = [Decimal(price) for price in ("4.00", "12.50", "30.00", "80.00")]


def fill_shelves(owner: psycopg.Connection, *, products: int) -> list[Product]:
    """So many products, every third with two variants, each piece bought once.

    The owner of the tables lets PostgreSQL count them, as its autovacuum would.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # their tiles once, at the end
        shown = _fill(products)
    owner.execute("ANALYZE")
    return shown


def _fill(products: int) -> list[Product]:
    kind = make_product_class()
    shown = _make(
        Product(
            title=f"Product {number}",
            slug=f"product-{number}",
            structure=Product.STANDALONE if number % 3 else Product.PARENT,
            product_class=kind,
        )
        for number in range(products)
    )
    variants = _make(
        Product(
            title=f"{parent.title} {size}",
            slug=f"{parent.slug}-{size}",
            structure=Product.CHILD,
            parent=parent,
        )
        for parent in shown
        if parent.is_parent
        for size in ("small", "large")
    )
    sold = [product for product in shown if not product.is_parent] + variants
    _shelve(shown)
    _stock(sold)
    _describe(kind, [*shown, *variants])
    _sell(sold)
    return shown


def _make(products) -> list[Product]:
    return Product.objects.bulk_create(products, batch_size=500)


def _shelve(products: Sequence[Product]) -> None:
    category = make_category("food")
    through = Product.categories.through
    through.objects.bulk_create(
        through(product=product, category=category) for product in products
    )


def _stock(products: Sequence[Product]) -> None:
    partner = Partner.objects.create(code="house", name="House")
    StockRecord.objects.bulk_create(
        StockRecord(
            product=product,
            partner=partner,
            partner_sku=f"SKU-{product.pk}",
            price=PRICES[number % len(PRICES)],
            price_currency="EUR",
            num_in_stock=number % 5,
        )
        for number, product in enumerate(products)
    )


def _describe(kind: ProductClass, products: Sequence[Product]) -> None:
    size = ProductAttribute.objects.create(
        product_class=kind, name="Size", code="size", type="text"
    )
    ProductAttributeValue.objects.bulk_create(
        ProductAttributeValue(product=product, attribute=size, value_text="Any")
        for product in products
    )


def _sell(products: Sequence[Product]) -> None:
    order = Order.objects.create(
        number="FULL",
        status=OrderStatus.CONFIRMED,
        total_incl_tax=0,
        total_excl_tax=0,
        payment_method="bank-transfer",
    )
    Line.objects.bulk_create(
        Line(
            order=order,
            product=product,
            title=product.title,
            quantity=1,
            num_allocated=0,
            vat_rate=19,
            line_price_incl_tax=0,
            line_price_excl_tax=0,
            line_price_before_discounts_incl_tax=0,
            line_price_before_discounts_excl_tax=0,
        )
        for product in products
    )
