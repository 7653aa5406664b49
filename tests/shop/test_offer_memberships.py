"""S14: what is read ahead for a basket is what Oscar would have asked for."""

import itertools

import pytest

from shop.forks.catalogue.models import Product
from shop.forks.offer import memberships
from shop.forks.offer.models import Range
from tests.factories import (
    make_category,
    make_product,
    make_product_class,
    make_variant,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def products() -> list[Product]:
    """On a branch, on its twig, elsewhere, of another type; and variants of each."""
    branch = make_category("tea")
    make_category("green", parent=branch)
    single = [
        make_product(categories=["tea"]),
        make_product(categories=["green"]),
        make_product(categories=["care"], vat_rate=7),
    ]
    parents = [make_product(categories=[slug]) for slug in ("green", "care")]
    return [*single, *(make_variant(parent) for parent in parents)]


def ranges_of(products: list[Product]) -> list[Range]:
    """One range for each way of naming products, and each mixture of two."""
    green, variant = products[1], products[4]
    ways = {
        "product": lambda found: found.add_product(green),
        "parent": lambda found: found.add_product(variant.parent),
        "type": lambda found: found.classes.add(make_product_class(7)),
        "branch": lambda found: found.included_categories.add(make_category("tea")),
        "without": lambda found: found.excluded_products.add(green),
        "without parent": lambda found: found.excluded_products.add(variant.parent),
        "not there": lambda found: found.excluded_categories.add(make_category("tea")),
    }
    made = []
    for everything in (False, True):
        for names in itertools.chain(
            [()], itertools.combinations(ways, 1), itertools.combinations(ways, 2)
        ):
            found = Range.objects.create(
                name=f"{everything} {names}", includes_all_products=everything
            )
            for name in names:
                ways[name](found)
            made.append(found)
    return made


def test_ranges_hold_what_oscar_says_they_hold(products):
    told = Range.objects.in_bulk([found.pk for found in ranges_of(products)])

    memberships.tell(told.values(), products)

    for found in told.values():
        asked = Range.objects.get(pk=found.pk)
        assert found.holds == {
            product.pk: asked.contains_product(product) for product in products
        }, found.name
