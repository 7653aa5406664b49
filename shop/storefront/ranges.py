"""Which goods a range of offers names, for goods of which only little is read."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, QuerySet

from shop.forks.offer.models import Range
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

    def holds(
        self, family: Collection[int], kind: int, shelf_ids: Collection[int]
    ) -> bool:
        """Whether a product is among them; `family` are its key and its parent's."""
        if not self.excluded.isdisjoint(family):
            return False
        if self.all:
            return self.excluded_shelves.isdisjoint(shelf_ids)
        return (
            not self.products.isdisjoint(family)
            or kind in self.kinds
            or not self.shelves.isdisjoint(shelf_ids)
        )


def ranges(pks: Collection[int], tree: Tree) -> dict[int, About]:
    """Return what these ranges hold, in one query."""
    if not pks:
        return {}
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
