"""What offers to everybody make of a price, and what it is reduced from.

As a basket of one piece would say it. Offers that need more than one piece, or are
not for everybody, reduce no price.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import zip_longest

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from shop import days
from shop.forks.catalogue.models import Product
from shop.forks.offer.models import ConditionalOffer
from shop.freshness import epochs
from shop.prices.models import OfferChange, PriceChange
from shop.prices.prior import Prior, Reduction, Since, for_everybody, less, prior_price
from shop.storefront.categories import Tree
from shop.storefront.ranges import About, ranges

MOMENT = timedelta(microseconds=1)
MOST_HISTORIES = 10_000
# Of one product: of each of its pieces that are sold, by their keys.
Histories = Mapping[int, Sequence[Since]]


@dataclass(frozen=True)
class Offered:
    """What an offer takes off goods that are in all of `about`."""

    reduction: Reduction
    about: Collection[About]


@dataclass(frozen=True)
class Priced:
    """What everybody pays, and what that is reduced from if that may be said."""

    price: Decimal
    prior: Prior | None = None


def offered(tree: Tree) -> list[Offered]:
    """All that offers have ever taken off each piece; kept until one changes."""
    return epochs.kept("reductions", lambda: _read(tree))


def of_goods(
    every: Iterable[Offered],
    family: Collection[int],
    kind: int,
    shelf_ids: Collection[int],
) -> list[Offered]:
    """Return those for a product; `family` are its key and its parent's."""
    return [
        one
        for one in every
        if all(about.holds(family, kind, shelf_ids) for about in one.about)
    ]


def is_reduced(taken: Iterable[Offered], *, at: datetime) -> bool:
    return any(one.reduction.holds(at) for one in taken)


def priced(
    price: Decimal,
    taken: Sequence[Offered],
    *,
    history: Sequence[Since] = (),
    at: datetime,
) -> Priced:
    """Return what a price of the shelf is by the offers that hold.

    Nothing is said to be reduced that was not sold for more before, nor where one of
    two offers would have taken more alone: then it might have cost less.
    """
    reductions = [one.reduction for one in taken]
    now = less(price, [one for one in reductions if one.holds(at)])
    if now == price:
        return Priced(price)
    paid = [one for one in for_everybody(history, reductions) if one.at <= at]
    if not paid or paid[-1].price != now:
        return Priced(now)
    progressive = settings.PRIOR_PRICE_IS_OF_ALL_STEPS
    return Priced(now, prior_price(paid, at=at, progressive=progressive))


def histories(products: Collection[int]) -> dict[int, Histories]:
    """Return what the pieces of these products have cost, since when.

    In one query for those of which nobody has asked under this epoch.
    """
    known: dict[int, Histories] = epochs.kept("histories of prices", dict)
    found = {pk: known[pk] for pk in products if pk in known}
    if missing := set(products) - found.keys():
        read = _histories(missing)
        if len(known) + len(read) > MOST_HISTORIES:
            known.clear()
        known |= read
        found |= read
    return found


def _histories(products: Collection[int]) -> dict[int, Histories]:
    families = Product.objects.filter(Q(pk__in=products) | Q(parent__in=products))
    pieces = dict(families.order_by().values_list("pk", Coalesce("parent_id", "pk")))
    changes = PriceChange.objects.filter(product_id__in=pieces).order_by("pk")
    read: dict[int, dict[int, list[Since]]] = {pk: {} for pk in products}
    for piece, price, at in changes.values_list("product_id", "price", "changed_at"):
        read[pieces[piece]].setdefault(piece, []).append(Since(at, price))
    return dict(read)


def _read(tree: Tree) -> list[Offered]:
    changes: dict[int, list[OfferChange]] = {}
    for change in OfferChange.objects.order_by("pk"):
        changes.setdefault(change.offer_id, []).append(change)
    partners = _partners()
    taken = [
        (change, reduction)
        for offer, of_one in changes.items()
        for change, reduction in _reductions(of_one, partners.get(offer, frozenset()))
    ]
    about = ranges({pk for change, _taken in taken for pk in _named(change)}, tree)
    return [
        Offered(
            reduction,
            # A range that is gone held something once: nobody knows what.
            [about[pk] for pk in _named(change)],
        )
        for change, reduction in taken
        if about.keys() >= _named(change)
    ]


def _named(change: OfferChange) -> set[int]:
    named = (change.condition_range_id, change.benefit_range_id)
    return {pk for pk in named if pk is not None}


def _partners() -> dict[int, frozenset[int]]:
    """Which others an offer may be on the same goods with, if it names some."""
    named: QuerySet = ConditionalOffer.combinations.through._default_manager.all()
    found: dict[int, set[int]] = {}
    for one, other in named.values_list(
        "from_conditionaloffer_id", "to_conditionaloffer_id"
    ):
        found.setdefault(one, set()).add(other)
    return {offer: frozenset(others) for offer, others in found.items()}


def _reductions(
    changes: Sequence[OfferChange], only_with: frozenset[int]
) -> Iterable[tuple[OfferChange, Reduction]]:
    """Each lasts until the next one, and within the dates of the offer."""
    for change, later in zip_longest(changes, changes[1:]):
        if not (change.percent or change.amount):
            continue
        ends = [later.changed_at] if later else []
        if change.ends_at:
            ends.append(days.through(change.ends_at) + MOMENT)
        begins = max(change.changed_at, change.starts_at or change.changed_at)
        end = min(ends, default=None)
        if end is None or begins < end:
            yield (
                change,
                Reduction(
                    begins,
                    end,
                    percent=change.percent or Decimal(0),
                    amount=change.amount or Decimal(0),
                    offer=change.offer_id,
                    priority=change.priority,
                    is_exclusive=change.is_exclusive,
                    only_with=only_with,
                ),
            )
