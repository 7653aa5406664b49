"""Which products of a basket are in which ranges, in one statement at most (S14).

Oscar asks for each product, range and application of an offer by itself: 316
statements for ten lines and three offers. Which kinds and categories they name is kept
in the process; what they name piece by piece can be long, and is asked for the products
of one basket.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet, TextField, Value
from django.db.models.functions import Cast

from shop.forks.catalogue.models import Category, Product
from shop.forks.offer.models import Range
from shop.freshness.epochs import kept

Sets = Mapping[int, set[Any]]
PIECES = {
    "products": (Range.included_products.through, "product_id"),
    "excluded": (Range.excluded_products.through, "product_id"),
}
KINDS = {
    "types": (Range.classes.through, "productclass_id"),
    "categories": (Range.included_categories.through, "category__path"),
    "excluded_categories": (Range.excluded_categories.through, "category__path"),
}
PATHS = ("categories", "excluded_categories")
NOTHING: frozenset[Any] = frozenset()


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
    excluded = rows.excluded.get(found.pk, NOTHING)
    if found.includes_all_products:
        return pk not in excluded and not shelf.is_under(
            rows.excluded_categories.get(found.pk, NOTHING)
        )
    named = bool(shelf.ids & rows.products.get(found.pk, NOTHING))
    typed = shelf.type_id in rows.types.get(found.pk, NOTHING)
    shelved = shelf.is_under(rows.categories.get(found.pk, NOTHING))
    return (named or typed or shelved) and not shelf.ids & excluded


def _rows(range_ids: list[int], product_ids: Collection[int]) -> Rows:
    named = kept("what ranges name", _named)
    asked = named["by piece"].keys() & range_ids
    pieces = named
    if asked:
        pieces = _read(
            _pairs(name, *where).filter(range_id__in=asked, product_id__in=product_ids)
            for name, where in PIECES.items()
        )
    return Rows(
        **{name: pieces[name] for name in PIECES},
        **{name: named[name] for name in KINDS},
    )


def _named() -> dict[str, Sets]:
    """What all ranges name but for pieces, and which ranges name some of those."""
    return _read(
        [
            *(_pairs(name, *where) for name, where in KINDS.items()),
            *(
                _pairs("by piece", through, "range_id").distinct()
                for through, _column in PIECES.values()
            ),
        ]
    )


def _read(parts: Iterable[QuerySet]) -> dict[str, Sets]:
    """What these say of each range, in one statement."""
    found: dict[str, dict[int, set[Any]]] = {
        name: {} for name in (*PIECES, *KINDS, "by piece")
    }
    first, *others = parts
    for name, range_id, value in first.union(*others, all=True):
        read = value if name in PATHS else int(value)
        found[name].setdefault(range_id, set()).add(read)
    return dict(found)


def _pairs(name: str, through: type[Model], column: str) -> QuerySet:
    rows = through._default_manager.order_by()
    return rows.values_list(Value(name), "range_id", Cast(column, TextField()))
