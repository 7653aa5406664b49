"""Which products of a basket are in which ranges, in one statement a kind (S14).

Oscar asks for each product, range and application of an offer by itself: 316
statements for ten lines and three offers.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet, TextField, Value
from django.db.models.functions import Cast

from shop.forks.catalogue.models import Category, Product
from shop.forks.offer.models import Range

Sets = Mapping[int, set[Any]]


@dataclass(frozen=True)
class Rows:
    """What each range names: products, product types and category paths."""

    products: Sets
    excluded: Sets
    types: Sets
    categories: Sets
    excluded_categories: Sets


@dataclass(frozen=True)
class Shelf:
    """Where a product stands. `ids` are its own and its parent's."""

    ids: frozenset[int]
    type_id: int | None
    paths: tuple[str, ...]

    @classmethod
    def of(cls, product: Product) -> "Shelf":
        family = [product, product.parent] if product.is_child else [product]
        return cls(
            ids=frozenset(member.pk for member in family),
            type_id=family[-1].product_class_id,
            paths=tuple(
                category.path
                for member in family
                for category in member.categories.all()
            ),
        )

    def is_under(self, branches: Collection[str]) -> bool:
        """Whether it stands in one of the categories or below."""
        step = Category.steplen
        return any(
            path[:end] in branches
            for path in self.paths
            for end in range(step, len(path) + 1, step)
        )


def tell(ranges: Iterable[Range], products: Collection[Product]) -> None:
    """Let each range know which of `products` it holds."""
    own = [found for found in ranges if not found.proxy_class]
    shelves = {product.pk: Shelf.of(product) for product in products}
    ids = frozenset().union(*(shelf.ids for shelf in shelves.values()))
    rows = _rows([found.pk for found in own], ids)
    for found in own:
        found.holds = {
            pk: _holds(found, pk, shelf, rows) for pk, shelf in shelves.items()
        }


def _holds(found: Range, pk: int, shelf: Shelf, rows: Rows) -> bool:
    excluded = rows.excluded[found.pk]
    if found.includes_all_products:
        return pk not in excluded and not shelf.is_under(
            rows.excluded_categories[found.pk]
        )
    named = bool(shelf.ids & rows.products[found.pk])
    typed = shelf.type_id in rows.types[found.pk]
    shelved = shelf.is_under(rows.categories[found.pk])
    return (named or typed or shelved) and not shelf.ids & excluded


def _rows(range_ids: list[int], product_ids: Collection[int]) -> Rows:
    ways = {
        "products": (Range.included_products.through, "product_id"),
        "excluded": (Range.excluded_products.through, "product_id"),
        "types": (Range.classes.through, "productclass_id"),
        "categories": (Range.included_categories.through, "category__path"),
        "excluded_categories": (Range.excluded_categories.through, "category__path"),
    }
    first, *others = (
        _pairs(name, through, column, range_ids, product_ids)
        for name, (through, column) in ways.items()
    )
    found: dict[str, dict[int, set[Any]]] = {name: defaultdict(set) for name in ways}
    for name, range_id, value in first.union(*others, all=True):
        found[name][range_id].add(
            int(value) if ways[name][1].endswith("_id") else value
        )
    return Rows(**found)


def _pairs(
    name: str,
    through: type[Model],
    column: str,
    range_ids: list[int],
    product_ids: Collection[int],
) -> QuerySet:
    rows = through._default_manager.filter(range_id__in=range_ids).order_by()
    if column == "product_id":
        rows = rows.filter(product_id__in=product_ids)
    return rows.values_list(Value(name), "range_id", Cast(column, TextField()))
