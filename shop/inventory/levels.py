"""What can still be sold, what is low, and for how many days it will do."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import (
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from modeltranslation.utils import get_translation_fields

from shop.components.paging import count_each
from shop.forks.catalogue.models import Product, marks_of
from shop.forks.catalogue.naming import Name
from shop.forks.order.models import CAME_TO_NOTHING, Line
from shop.forks.partner.models import StockRecord

LOOK_BACK = timedelta(days=30)
TRACKED = Q(product__product_class__track_stock=True) | Q(
    product__parent__product_class__track_stock=True
)
ON_SALE = Q(product__is_public=True) & (
    Q(product__parent=None) | Q(product__parent__is_public=True)
)


class Level(StrEnum):
    LOW = "low"
    SOLD_OUT = "sold-out"
    ALL = "all"


LEVELS = {
    Level.LOW: Q(available__gt=0, available__lte=F("threshold")),
    Level.SOLD_OUT: Q(available__lte=0),
    Level.ALL: Q(),
}


def counted() -> QuerySet[StockRecord]:
    """Goods on sale that are counted, each with what is `available` of it.

    `threshold` is the number at which staff should order more: its own, or else the
    shop's. What shoppers are told is running out does not go by it (FEW_LEFT).
    """
    return StockRecord.objects.filter(
        TRACKED, ON_SALE, num_in_stock__isnull=False
    ).annotate(
        available=F("num_in_stock") - Coalesce("num_allocated", 0),
        threshold=Coalesce("low_stock_threshold", Value(settings.LOW_STOCK_THRESHOLD)),
    )


def goods(*, level: Level, at: datetime, text: str = "") -> QuerySet[StockRecord]:
    """What is at a level, the least first, with what was `sold` of it lately."""
    found = (
        counted()
        .filter(LEVELS[level])
        .annotate(sold=_sold(at), marks=marks_of("product"))
        .select_related("product__parent")
        .prefetch_related(
            "product__images",
            "product__categories",
            "product__parent__images",
            "product__parent__categories",
        )
        .order_by("available", "pk")
    )
    for word in text.split():
        found = found.filter(_called(word))
    return found


def name_of(stock: Any) -> Name:
    """What the goods of a stock record that `goods` has read are called."""
    stock.product.marks = stock.marks
    return stock.product.name


def _called(word: str) -> Q:
    """Goods with the word in their number, or in a title in any language."""
    called = Q()
    for title in get_translation_fields("title"):
        called |= Q(**{f"{title}__icontains": word})
    goods = Product.objects.filter(called).values("pk")
    return (
        Q(partner_sku__icontains=word)
        | Q(product__in=goods)
        | Q(product__parent__in=goods)
    )


def counts() -> dict[str, int]:
    """How many are at each level; of many no more than one above MOST_COUNTED."""
    return count_each(
        {
            level.name.lower(): counted().filter(LEVELS[level])
            for level in (Level.LOW, Level.SOLD_OUT, Level.ALL)
        }
    )


def days_of_cover(*, available: int, sold: int) -> int | None:
    """How many days the goods will do at the pace of late; None for none sold."""
    return max(0, available) * LOOK_BACK.days // sold if sold else None


def _sold(at: datetime) -> Coalesce:
    lines = (
        Line.objects.filter(
            stockrecord=OuterRef("pk"), order__date_placed__gte=at - LOOK_BACK
        )
        # What came to nothing says nothing about how fast goods sell.
        .exclude(order__status__in=CAME_TO_NOTHING)
        .order_by()
        .values("stockrecord")
    )
    pieces = lines.values_list(Sum("quantity"))
    return Coalesce(Subquery(pieces), 0, output_field=IntegerField())
