"""What a product counts as: the slugs of its categories and of those above them."""

from collections.abc import Iterable, Mapping

from shop.forks.catalogue.models import Category, Product

Labels = frozenset[str]
_STEP = Category.steplen


def for_products(products: Iterable[Product]) -> Mapping[int, Labels]:
    """Return the labels of products by their id, in two queries.

    A variant has the labels of its parent.
    """
    shelved_as = {
        product.pk: product.parent_id if product.is_child else product.pk
        for product in products
    }
    membership = Product.categories.through.objects.filter(
        product_id__in=set(shelved_as.values())
    ).values_list("product_id", "category__path")
    lines_up: dict[int, set[str]] = {}
    for product_id, path in membership:
        lines_up.setdefault(product_id, set()).update(
            path[:end] for end in range(_STEP, len(path) + 1, _STEP)
        )
    slugs = dict(
        Category.objects.filter(path__in=set().union(*lines_up.values())).values_list(
            "path", "slug"
        )
    )
    return {
        product_id: frozenset(slugs[path] for path in lines_up.get(shelf, ()))
        for product_id, shelf in shelved_as.items()
    }
