"""A query that is compiled once answers for each key as if it had been built for it."""

import pytest
from django.utils import translation

from shop.forks.catalogue.models import Product
from shop.operations.compiled import Compiled
from tests.factories import make_product, make_variant

pytestmark = pytest.mark.django_db


def test_each_key_has_its_own_rows_of_one_build(django_assert_num_queries):
    built = []

    def build(parent):
        built.append(parent)
        goods = Product.objects.filter(parent=parent)
        return goods.select_related("parent__product_class").order_by("-pk")

    of = Compiled(build)
    parents = [make_product(), make_product()]
    made = {parent: [make_variant(parent), make_variant(parent)] for parent in parents}

    for parent in parents:
        with django_assert_num_queries(1):
            found = of.rows(parent.pk)
            assert [row.parent.product_class_id for row in found] == (
                [parent.product_class_id] * 2
            )
        assert found == made[parent][::-1]
    assert len(built) == 1
    assert of.rows(0) == []


def test_each_language_has_its_own():
    tea = make_product(title="Tea", title_zh_hans="茶")
    named = Compiled(lambda pk: Product.objects.filter(pk=pk, title="茶"))

    with translation.override("en"):
        assert named.rows(tea.pk) == []
    with translation.override("zh-hans"):
        assert named.rows(tea.pk) == [tea]


def test_a_key_may_be_a_text():
    slug = Compiled(lambda words: Product.objects.filter(slug=words))
    tea, cup = make_product(title="Tea"), make_product(title="Cup")

    assert slug.rows(tea.slug) == [tea]
    assert slug.rows(cup.slug) == [cup]
    assert slug.rows("") == []
