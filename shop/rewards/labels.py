"""What a product counts as: the slugs of its categories and of those above them."""

from collections.abc import Iterable, Mapping
from itertools import chain

from django.db.models import prefetch_related_objects

from shop.forks.catalogue.models import Category, Product

Labels = frozenset[str]
_STEP = Category.steplen


def for_products(products: Iterable[Product]) -> Mapping[int, Labels]:
    """Return the labels of products by their id, in two queries.

    A variant has the labels of its parent. Categories that were read before are
    not read again.
    """
    shelved_as = {
        product.pk: product.parent if product.is_child else product
        for product in products
    }
    prefetch_related_objects(list(shelved_as.values()), "categories")
    shelves = {
        pk: [category.path for category in shelf.categories.all()]
        for pk, shelf in shelved_as.items()
    }
    slugs = dict(
        Category.objects.filter(
            path__in=set().union(*map(_lines_up, chain(*shelves.values())))
        ).values_list("path", "slug")
    )
    return {
        pk: frozenset(slugs[line] for path in paths for line in _lines_up(path))
        for pk, paths in shelves.items()
    }


def _lines_up(path: str) -> set[str]:
    """The paths of a category and of those above it."""
    return {path[:end] for end in range(_STEP, len(path) + 1, _STEP)}
