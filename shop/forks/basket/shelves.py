"""What pages and offers ask of a basket's goods, read along with its lines.

Prices, pictures, categories and whether there are vouchers would take a statement
each on every page that shows a basket.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects
from oscar.apps.voucher.models import Voucher

from shop.forks.catalogue.models import marks_of
from shop.forks.catalogue.pictured import tell_pictures, with_pictures
from shop.forks.partner.models import StockRecord
from shop.forks.prefetched import give

if TYPE_CHECKING:
    from shop.forks.basket.models import Basket, Line


def with_shelves(lines: QuerySet[Line]) -> QuerySet[Line]:
    """The lines with their goods and all that `tell_shelves` tells those."""
    elsewhere = StockRecord.objects.filter(product=OuterRef("product"))
    vouchers = Voucher.objects.filter(basket=OuterRef("basket"))
    return (
        with_pictures(lines)
        .annotate(
            marks=marks_of("product"),
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
    tell_pictures(lines)
    for line in lines:
        product = line.product
        product.marks = line.marks
        if line.stockrecord_id and not line.is_elsewhere:
            give(product, "stockrecords", [line.stockrecord])
    prefetch_related_objects([line.product for line in lines], "stockrecords")
    if lines and not lines[0].has_vouchers:
        give(basket, "vouchers")
