"""What offers to everybody make of a price, and what it is reduced from.

As a basket of one piece would say it. Offers that need more than one piece, or are
not for everybody, reduce no price.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import zip_longest

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce

from shop import days
from shop.forks.catalogue.models import Product
from shop.forks.offer.models import ConditionalOffer
from shop.freshness import epochs
from shop.prices.models import OfferChange, PriceChange, RangeShrunk
from shop.prices.prior import Prior, Reduction, Since, for_everybody, less, prior_price
from shop.storefront.categories import Tree
from shop.storefront.ranges import About, ranges

MOMENT = timedelta(microseconds=1)
MOST_HISTORIES = 10_000
# Of one product: of each of its pieces that are sold, by their keys.
Histories = Mapping[int, Sequence[Since]]


@dataclass(frozen=True)
class Offered:
    """What an offer takes off goods that are in all of `about`, if only for some."""

    reduction: Reduction
    is_for_all: bool
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
    return any(one.is_for_all and one.reduction.holds(at) for one in taken)


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
    held = [one for one in taken if one.reduction.holds(at)]
    now = less(price, [one.reduction for one in held if one.is_for_all])
    if now == price:
        return Priced(price)
    reductions = [one.reduction for one in taken]
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
    shrunk = _shrunk()
    return [
        offered
        for change, reduction in taken
        for offered in _apart(change, reduction, about, shrunk)
    ]


def _apart(
    change: OfferChange,
    reduction: Reduction,
    about: Mapping[int, About],
    shrunk: Mapping[int, datetime],
) -> Iterable[Offered]:
    """The time before a range lost goods, apart from the time since.

    Nobody keeps what it held, nor what one held that is gone. So it has held all:
    nothing is struck that might have cost less.
    """
    named = _named(change)
    lost = [shrunk[pk] for pk in named & shrunk.keys()]
    begins = reduction.begins or change.changed_at
    until = max([at for at in lost if at > begins], default=None)
    if until:
        ends = min(until, reduction.ends or until)
        known = [about[pk] for pk in named & about.keys() - shrunk.keys()]
        yield Offered(replace(reduction, ends=ends), False, known)
        reduction, begins = replace(reduction, begins=until), until
    if reduction.ends is None or begins < reduction.ends:
        known = [about[pk] for pk in named & about.keys()]
        yield Offered(reduction, change.is_for_all, known)


def _shrunk() -> dict[int, datetime]:
    """When each range last lost goods."""
    lost = RangeShrunk.objects.values_list("range_id").annotate(Max("changed_at"))
    return dict(lost)


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
        amounts = (change.percent, change.amount, change.fixed_price)
        if all(amount is None for amount in amounts):
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
                    fixed_price=change.fixed_price,
                    least=change.from_price,
                    offer=change.offer_id,
                    priority=change.priority,
                    is_exclusive=change.is_exclusive,
                    only_with=only_with,
                ),
            )
