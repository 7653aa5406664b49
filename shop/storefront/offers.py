"""Which products an open offer is about, and which open offers a product is in."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from shop.forks.catalogue.models import Category, Product
from shop.forks.offer import candidates, memberships
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


def offers_on(product: Product, *, at: datetime) -> list[ConditionalOffer]:
    """The offers to everyone that say something of this product, in two queries.

    Points, and whatever else code decides, tell of themselves elsewhere.
    """
    ranges = {
        offer: [
            part.range for part in (offer.condition, offer.benefit) if part.range_id
        ]
        for offer in candidates.open_to_all(at=at)
        if offer.description and not offer.condition.proxy_class
    }
    if ranges:
        memberships.tell([one for each in ranges.values() for one in each], [product])
    return [
        offer
        for offer, each in ranges.items()
        if any(one.holds.get(product.pk) for one in each)
    ]


def _on_shelf(path: str) -> QuerySet:
    return Product.categories.through.objects.filter(
        product=OuterRef("pk"), category__path__startswith=path
    )
