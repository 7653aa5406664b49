"""What a product counts as: the codes of its categories and of those above them."""

from collections.abc import Iterable, Mapping

from django.db.models import prefetch_related_objects

from shop.forks.catalogue.models import Category, Product
from shop.freshness.epochs import kept

Labels = frozenset[str]
_STEP = Category.steplen


def for_products(products: Iterable[Product]) -> Mapping[int, Labels]:
    """Return the labels of products by their id, in one query for all of them.

    The codes are kept under the epoch. A variant has the labels of its parent.
    Categories that were read before are not read again.
    """
    shelved_as = {
        product.pk: product.parent if product.is_child else product
        for product in products
    }
    prefetch_related_objects(list(shelved_as.values()), "categories")
    shelves = {pk: shelf.categories.all() for pk, shelf in shelved_as.items()}
    codes = kept("codes of categories", _codes)
    return {
        pk: frozenset(
            codes[path] for shelf in stands_in for path in _lines_up(shelf.path)
        )
        for pk, stands_in in shelves.items()
    }


def _codes() -> dict[str, str]:
    return dict(Category.objects.values_list("path", "code"))


def _lines_up(path: str) -> set[str]:
    """The paths of a category and of those above it."""
    return {path[:end] for end in range(_STEP, len(path) + 1, _STEP)}
