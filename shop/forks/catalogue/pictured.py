"""The pictures and categories of goods, read along with the lines that name them.

Lines of a basket or an order, for which each would take statements of its own.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from shop.forks.catalogue.models import Category, ProductCategory, ProductImage
from shop.forks.prefetched import give
from shop.freshness.epochs import kept

PICTURE = ("id", "product_id", "original", "caption", "display_order")


def with_pictures(lines: QuerySet[Any]) -> QuerySet[Any]:
    """The lines with what `tell_pictures` tells their goods."""
    family = Q(product=OuterRef("product")) | Q(product=OuterRef("product__parent"))
    # Where words are translated, `objects` would read every column beside it.
    every: QuerySet[Any] = QuerySet(ProductImage)
    pictures = every.filter(family).order_by("display_order")
    places = ProductCategory.objects.filter(family).order_by("category__path")
    return lines.annotate(
        pictures=ArraySubquery(
            pictures.values(read=JSONObject(**{name: name for name in PICTURE}))
        ),
        places=ArraySubquery(
            places.values(read=JSONObject(product="product_id", category="category_id"))
        ),
    )


def tell_pictures(lines: Iterable[Any]) -> None:
    """Let goods, and what they are variants of, have what was read with the lines."""
    categories: Mapping[int, Category] = kept("shelves of goods", _categories)
    for line in lines:
        product = line.product
        if product is None:  # an order outlives its goods
            continue
        for member in [product, product.parent] if product.is_child else [product]:
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


def _categories() -> dict[int, Category]:
    told = Category.objects.only("path", "depth", "numchild", "code", "tint")
    return {category.pk: category for category in told}
