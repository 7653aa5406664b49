"""What offers to everybody say of themselves, and of which goods."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, QuerySet

from shop import days
from shop.forks.offer.models import ConditionalOffer, Range
from shop.freshness import epochs
from shop.storefront.categories import Tree


@dataclass(frozen=True)
class About:
    """The goods of one range, by their keys, kinds and categories."""

    all: bool
    products: frozenset[int]
    excluded: frozenset[int]
    kinds: frozenset[int]
    shelves: frozenset[int]
    excluded_shelves: frozenset[int]

    def holds(self, product: Any) -> bool:
        """Whether a product is among them, known with its `shelf_ids`."""
        if product.pk in self.excluded:
            return False
        if self.all:
            return self.excluded_shelves.isdisjoint(product.shelf_ids)
        return (
            product.pk in self.products
            or product.product_class_id in self.kinds
            or not self.shelves.isdisjoint(product.shelf_ids)
        )


@dataclass(frozen=True)
class Announced:
    """An open offer with words of its own: it begins and ends by itself."""

    offer: ConditionalOffer
    about: Collection[About]

    def holds(self, *, at: datetime) -> bool:
        """Whether it is in force, and says so in the reader's language."""
        if not self.offer.description:
            return False
        return days.is_within(self.offer.start_datetime, self.offer.end_datetime, at=at)


def announced(tree: Tree, *, at: datetime) -> list[ConditionalOffer]:
    """The offers that hold for everybody, the first to be applied first."""
    return [each.offer for each in _kept(tree) if each.holds(at=at)]


def announced_of(product: Any, tree: Tree, *, at: datetime) -> list[ConditionalOffer]:
    """Those of them that say something of a product: that it counts, or gets less."""
    return [
        each.offer
        for each in _kept(tree)
        if each.holds(at=at) and any(one.holds(product) for one in each.about)
    ]


def _kept(tree: Tree) -> list[Announced]:
    """Read in two queries, and kept until something of offers changes."""
    return epochs.kept("announced", lambda: _read(tree))


def _read(tree: Tree) -> list[Announced]:
    """Points, and whatever else code decides, tell of themselves elsewhere."""
    offers = list(
        ConditionalOffer.objects.filter(
            status=ConditionalOffer.OPEN,
            offer_type=ConditionalOffer.SITE,
            condition__proxy_class=None,
        )
        .select_related("condition", "benefit")
        .order_by("-priority", "pk")
    )
    ranges = {
        offer: {offer.condition.range_id, offer.benefit.range_id} - {None}
        for offer in offers
    }
    about = _about(set().union(*ranges.values()), tree) if offers else {}
    return [
        Announced(offer=offer, about=[about[pk] for pk in pks])
        for offer, pks in ranges.items()
        if not offer.condition.proxy_class
    ]


def _about(pks: Collection[int], tree: Tree) -> dict[int, About]:
    found = Range.objects.filter(pk__in=pks).values_list(
        "pk",
        "includes_all_products",
        _named(Range.included_products.through, "product_id"),
        _named(Range.excluded_products.through, "product_id"),
        _named(Range.classes.through, "productclass_id"),
        _named(Range.included_categories.through, "category__path"),
        _named(Range.excluded_categories.through, "category__path"),
    )
    return {
        pk: About(
            all=everything,
            products=frozenset(products),
            excluded=frozenset(excluded),
            kinds=frozenset(kinds),
            shelves=_under(tree, paths),
            excluded_shelves=_under(tree, excluded_paths),
        )
        for pk, everything, products, excluded, kinds, paths, excluded_paths in found
    }


def _under(tree: Tree, paths: Collection[str]) -> frozenset[int]:
    return frozenset(pk for path in paths for pk in tree.ids_under(path))


def _named(through: type[Model], column: str) -> ArraySubquery:
    rows: QuerySet = through._default_manager.filter(range=OuterRef("pk"))
    return ArraySubquery(rows.order_by().values(column))
