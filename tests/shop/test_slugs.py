"""Each language has its own address of a thing, and former ones lead there."""

from importlib import import_module
from urllib.parse import quote, unquote

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import translation

from shop.forks.catalogue.models import Category, Product
from tests.factories import make_category, make_product, make_variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea() -> Category:
    """A category below another, both with words in two languages."""
    drinks = Category(name_en="Drinks", name_zh_hans="饮品")
    Category.objects.add_root(instance=drinks)
    tea = Category(name_en="Green tea", name_zh_hans="绿 茶")
    return Category.objects.add_child(drinks, instance=tea)


@pytest.fixture
def sencha() -> Product:
    product = make_product(title_en="Sencha", title_zh_hans="煎茶", slug_en="sencha")
    product.refresh_from_db()
    return product


def of_category(pk: int) -> dict[str, str]:
    return {
        "en": f"/en/catalogue/category/drinks/green-tea_{pk}/",
        "zh-hans": f"/zh-hans/catalogue/category/饮品/绿-茶_{pk}/",
    }


def of_product(pk: int) -> dict[str, str]:
    return {
        "en": f"/en/catalogue/sencha_{pk}/",
        "zh-hans": f"/zh-hans/catalogue/煎茶_{pk}/",
    }


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_language_has_its_own_address(client, tea, sencha, language):
    for address in (of_category(tea.pk)[language], of_product(sencha.pk)[language]):
        assert client.get(address).status_code == 200
    with translation.override(language):
        assert unquote(sencha.get_absolute_url()) == of_product(sencha.pk)[language]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    "wrong",
    ["former_{}", "_{}", "{}", "SENCHA_{}", "煎茶-_{}", "t%20e.a🎁_{}", "a_b_{}"],
)
@pytest.mark.parametrize("query", ["", "?page=1&q=%E8%8C%B6"])
def test_whatever_else_is_written_leads_to_todays(
    client, tea, sencha, language, wrong, query
):
    for below, pk, addresses in (
        ("", sencha.pk, of_product(sencha.pk)),
        ("category/", tea.pk, of_category(tea.pk)),
        ("category/former/", tea.pk, of_category(tea.pk)),
    ):
        page = client.get(
            f"/{language}/catalogue/{below}{wrong.format(f'{pk}/')}{query}"
        )

        assert page.status_code == 301
        assert unquote(page["Location"]) == addresses[language] + unquote(query)
        assert page["Cache-Control"] == "no-cache"
        assert client.get(page["Location"]).status_code == 200


def test_a_former_slug_leads_to_the_new_one_and_back(client, sencha):
    for slug, former in (("green", "sencha"), ("sencha", "green")):
        sencha.slug_en = slug
        sencha.save()

        page = client.get(f"/en/catalogue/{former}_{sencha.pk}/")

        assert page.status_code == 301
        assert page["Location"] == f"/en/catalogue/{slug}_{sencha.pk}/"


@pytest.mark.parametrize("wrong", ["category/tea_999/", "tea_999/", "category/x/"])
def test_what_is_not_there_is_not_found(client, tea, wrong):
    assert client.get(f"/en/catalogue/{wrong}").status_code == 404


def test_the_address_of_a_variant_leads_to_it_on_its_parents_page(client, sencha):
    variant = make_variant(sencha)

    page = client.get(f"/zh-hans/catalogue/any_{variant.pk}/?from=mail")

    assert page.status_code == 301
    parent = of_product(sencha.pk)["zh-hans"]
    assert unquote(page["Location"]) == f"{parent}?from=mail&variant={variant.pk}"


def test_a_variant_of_what_is_not_shown_leads_nowhere(client, sencha):
    variant = make_variant(sencha)
    Product.objects.filter(pk=sencha.pk).update(is_public=False)

    assert client.get(f"/en/catalogue/any_{variant.pk}/").status_code == 404


def test_a_language_without_words_shares_the_first_address(client):
    product = make_product(title_en="Sencha", slug_en="sencha")

    assert product.slug_zh_hans is None
    address = f"/zh-hans/catalogue/sencha_{product.pk}/"
    assert client.get(address).status_code == 200

    product.title_zh_hans = "煎茶"
    product.save()
    assert client.get(address)["Location"] == quote(of_product(product.pk)["zh-hans"])


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Word " * 40, "word-word-word-word-word-word-word-word-word-word-word-word"),
        ("茶" * 200, "茶" * 60),
        ("Thé  vert — n° 5!", "thé-vert-n-5"),
        ("🎁", None),
    ],
)
def test_a_slug_is_short_and_cut_at_a_word(words, slug):
    product = make_product(title_zh_hans=words)

    assert product.slug_zh_hans == slug


@pytest.mark.parametrize("make", [make_category, make_product])
@pytest.mark.parametrize("slug", ["", "-", "a b", "🎁"])
def test_no_language_has_an_address_that_leads_nowhere(make, slug):
    """F16"""
    kept = make()

    with pytest.raises(IntegrityError, match="has_an_address"), transaction.atomic():
        type(kept).objects.filter(pk=kept.pk).update(slug_zh_hans=slug)


def test_what_was_there_before_gets_its_slugs(tea, sencha):
    for model in (Category, Product):
        model.objects.update(slug_en=None, slug_zh_hans=None)
    before = MigrationLoader(connection).project_state(
        ("catalogue", "0012_slugs_in_every_language")
    )

    import_module("shop.forks.catalogue.migrations.0013_give_slugs").give(
        before.apps, None
    )

    for kept, slugs in ((tea, ("green-tea", "绿-茶")), (sencha, ("sencha", "煎茶"))):
        kept.refresh_from_db()
        assert (kept.slug_en, kept.slug_zh_hans) == slugs
