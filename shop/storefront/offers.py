"""Which goods an open offer is about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, Q, QuerySet

from shop.forks.offer.models import ConditionalOffer, Range
from shop.freshness import epochs
from shop.storefront.categories import Tree
from shop.storefront.counting import Tally, bits_of
from shop.storefront.models import KeptTile

NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class Offered:
    """The goods that one range singles out: by marks, or by name (their places)."""

    marks: list[str]
    named: Sequence[int]
    excluded: Sequence[int]

    def matches(self) -> Q:
        held = Q(marks__overlap=self.marks) if self.marks else NOTHING
        if self.named:
            held |= Q(place__in=self.named)
        return held & ~Q(place__in=self.excluded) if self.excluded else held

    def goods(self, tally: Tally) -> int:
        held = tally.of(self.marks) | bits_of(self.named)
        return held & ~bits_of(self.excluded)


@dataclass(frozen=True)
class Offers:
    """All that offers to everyone single out, directly or by kind.

    Offers on everything (free delivery from an amount, points) single out nothing.
    """

    ranges: Collection[Offered]

    def matches(self) -> Q:
        return reduce(or_, (one.matches() for one in self.ranges), NOTHING)

    def goods(self, tally: Tally) -> int:
        return reduce(or_, (one.goods(tally) for one in self.ranges), 0)


def open_offers(tree: Tree, *, at: datetime) -> Offers:
    """Return what is on offer at a time; what may be is kept in the process."""
    dated = epochs.kept("offers", lambda: _dated(tree))
    return Offers([one for start, end, one in dated if _is_open(start, end, at)])


def _is_open(start: datetime | None, end: datetime | None, at: datetime) -> bool:
    return (start is None or start <= at) and (end is None or at <= end)


def _dated(tree: Tree) -> list[tuple[datetime | None, datetime | None, Offered]]:
    """What offers single out, with when they begin and end, in one query."""
    offers = ConditionalOffer.objects.filter(
        status=ConditionalOffer.OPEN,
        offer_type=ConditionalOffer.SITE,
        condition__range__includes_all_products=False,
    )
    found = offers.values_list(
        "start_datetime",
        "end_datetime",
        _named(Range.classes.through, "productclass_id"),
        _named(Range.included_categories.through, "category__path"),
        _places(Range.included_products.through),
        _places(Range.excluded_products.through),
    )
    return [
        (
            start,
            end,
            Offered(
                marks=[
                    *(f"kind:{pk}" for pk in kinds),
                    *(f"in:{pk}" for path in paths for pk in tree.ids_under(path)),
                ],
                named=named,
                excluded=excluded,
            ),
        )
        for start, end, kinds, paths, named, excluded in found
    ]


def _named(through: type[Model], column: str) -> ArraySubquery:
    rows: QuerySet = through._default_manager.filter(range=OuterRef("condition__range"))
    return ArraySubquery(rows.order_by().values(column))


def _places(through: type[Model]) -> ArraySubquery:
    held = OuterRef(OuterRef("condition__range"))
    products: QuerySet = through._default_manager.filter(range=held)
    rows = KeptTile.objects.filter(product_id__in=products.order_by().values("product"))
    return ArraySubquery(rows.values("place"))
