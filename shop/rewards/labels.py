"""What a product counts as: the codes of its categories and of those above them."""

from collections.abc import Iterable, Mapping
from itertools import chain

from django.db.models import prefetch_related_objects

from shop.forks.catalogue.models import Category, Product

Labels = frozenset[str]
_STEP = Category.steplen


def for_products(products: Iterable[Product]) -> Mapping[int, Labels]:
    """Return the labels of products by their id, in two queries.

    A variant has the labels of its parent. Categories that were read before are
    not read again: then it takes one query, or none without any above them.
    """
    shelved_as = {
        product.pk: product.parent if product.is_child else product
        for product in products
    }
    prefetch_related_objects(list(shelved_as.values()), "categories")
    shelves = {pk: shelf.categories.all() for pk, shelf in shelved_as.items()}
    codes = {shelf.path: shelf.code for shelf in chain(*shelves.values())}
    above = set().union(*map(_lines_up, codes)) - codes.keys()
    codes |= Category.objects.filter(path__in=above).values_list("path", "code")
    return {
        pk: frozenset(
            codes[path] for shelf in stands_in for path in _lines_up(shelf.path)
        )
        for pk, stands_in in shelves.items()
    }


def _lines_up(path: str) -> set[str]:
    """The paths of a category and of those above it."""
    return {path[:end] for end in range(_STEP, len(path) + 1, _STEP)}
