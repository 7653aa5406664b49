"""What a product counts as."""

import pytest

from shop.rewards import labels
from tests.factories import make_category, make_product, make_variant

pytestmark = pytest.mark.django_db


def labels_of(product):
    return labels.for_products([product])[product.pk]


@pytest.fixture
def green_tea():
    return make_category("green-tea", make_category("tea", make_category("drinks")))


def test_a_product_has_its_categories_and_those_above_them(green_tea):
    product = make_product(categories=("green-tea", "gifts"))

    assert labels_of(product) == {"green-tea", "tea", "drinks", "gifts"}


def test_a_variant_counts_as_its_parent(green_tea):
    parent = make_product(categories=("tea",))

    assert labels_of(make_variant(parent)) == {"tea", "drinks"}


def test_a_product_on_no_shelf_has_no_labels():
    assert labels_of(make_product(categories=())) == frozenset()


def test_many_products_take_three_queries(green_tea, django_assert_num_queries):
    """The epoch, the codes of all categories under it, and the products' shelves."""
    products = [make_product(categories=("green-tea",)) for _number in range(5)]

    with django_assert_num_queries(3):
        found = labels.for_products(products)

    assert set(found) == {product.pk for product in products}
