"""Which products an open offer is about."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from shop.forks.catalogue.models import Category, Product
from shop.forks.offer.models import ConditionalOffer, Range


def offered() -> Q:
    """Match products that an offer to everyone singles out, directly or by kind.

    Offers on everything (free delivery from an amount, points) single out nothing.
    """
    ranges = Range.objects.filter(
        includes_all_products=False,
        condition__offers__in=ConditionalOffer.active.filter(
            offer_type=ConditionalOffer.SITE
        ),
    )
    singled_out = Q(pk__in=ranges.values("included_products"))
    singled_out |= Q(product_class__in=ranges.values("classes"))
    shelves = Category.objects.filter(pk__in=ranges.values("included_categories"))
    for path in shelves.values_list("path", flat=True):
        singled_out |= Q(Exists(_on_shelf(path)))
    excluded = ranges.exclude(excluded_products=None).values("excluded_products")
    return singled_out & ~Q(pk__in=excluded)


def _on_shelf(path: str) -> QuerySet:
    return Product.categories.through.objects.filter(
        product=OuterRef("pk"), category__path__startswith=path
    )
