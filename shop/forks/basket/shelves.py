"""What pages and offers ask of a basket's goods, read along with its lines.

Prices, pictures, categories and whether there are vouchers would take a statement
each on every page that shows a basket.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Exists,
    OuterRef,
    Q,
    QuerySet,
    prefetch_related_objects,
)
from django.db.models.functions import JSONObject
from oscar.apps.voucher.models import Voucher

from shop.forks.catalogue.models import (
    Category,
    ProductCategory,
    ProductImage,
    marks_of,
)
from shop.forks.partner.models import StockRecord
from shop.forks.prefetched import give
from shop.freshness.epochs import kept

if TYPE_CHECKING:
    from shop.forks.basket.models import Basket, Line

FAMILY = ("product", "product__parent")
PICTURE = ("id", "product_id", "original", "caption", "display_order")


def with_shelves(lines: QuerySet[Line]) -> QuerySet[Line]:
    """The lines with their goods and all that `tell_shelves` tells those."""
    family = Q(product=OuterRef("product")) | Q(product=OuterRef("product__parent"))
    # Where words are translated, `objects` would read every column beside it.
    every: QuerySet[Any] = QuerySet(ProductImage)
    pictures = every.filter(family).order_by("display_order")
    places = ProductCategory.objects.filter(family).order_by("category__path")
    elsewhere = StockRecord.objects.filter(product=OuterRef("product"))
    vouchers = Voucher.objects.filter(basket=OuterRef("basket"))
    return (
        lines.annotate(
            marks=marks_of("product"),
            pictures=ArraySubquery(
                pictures.values(read=JSONObject(**{name: name for name in PICTURE}))
            ),
            places=ArraySubquery(
                places.values(
                    read=JSONObject(product="product_id", category="category_id")
                )
            ),
            is_elsewhere=Exists(elsewhere.exclude(pk=OuterRef("stockrecord"))),
            has_vouchers=Exists(vouchers),
        )
        .select_related(
            "stockrecord__partner",
            "product__product_class",
            "product__parent__product_class",
        )
        .order_by("pk")
    )


def tell_shelves(basket: Basket, lines: Sequence[Line]) -> None:
    """Let the goods, and the basket, have what was read along with the lines."""
    categories: Mapping[int, Category] = kept("shelves of goods", _categories)
    for line in lines:
        product = line.product
        product.marks = line.marks
        family = [product, product.parent] if product.is_child else [product]
        for member in family:
            images = [
                ProductImage(**picture)
                for picture in line.pictures
                if picture["product_id"] == member.pk
            ]
            give(member, "images", images)
            give(
                member,
                "categories",
                [
                    categories[place["category"]]
                    for place in line.places
                    # One of this very moment may not be known yet.
                    if place["product"] == member.pk and place["category"] in categories
                ],
            )
        if line.stockrecord_id and not line.is_elsewhere:
            give(product, "stockrecords", [line.stockrecord])
    prefetch_related_objects([line.product for line in lines], "stockrecords")
    if lines and not lines[0].has_vouchers:
        give(basket, "vouchers")


def _categories() -> dict[int, Category]:
    told = Category.objects.only("path", "depth", "numchild", "code", "tint")
    return {category.pk: category for category in told}
