"""Searching in both languages, and keeping the index."""

import pytest
from django.core.management import call_command

from shop.forks.catalogue.models import Product, ProductAttribute, ProductAttributeValue
from shop.search import tasks
from shop.search.documents import index_all, index_product
from shop.search.models import SearchDocument
from shop.search.queries import find, suggest
from tests.factories import make_category, make_product, make_variant

pytestmark = pytest.mark.django_db


def shelf() -> dict[str, Product]:
    """A few products with their documents."""
    products = {
        "tea": make_product(
            title="Jasmine tea",
            title_zh_hans="茉莉花茶",
            description="<p>Loose leaves from a small garden</p>",
            description_zh_hans="<p>来自小茶园的散茶</p>",
        ),
        "bowl": make_product(title="Breakfast bowl", title_zh_hans="早餐碗"),
        "soap": make_product(title="Olive oil soap", title_zh_hans="橄榄油香皂"),
    }
    index_all()
    return products


def found(asked: str, language: str = "en") -> list[str]:
    result = find(asked, language=language)
    return [document.product.title_en for document in result.documents]


@pytest.mark.parametrize(
    ("asked", "language", "expected"),
    [
        ("jasmine", "en", ["Jasmine tea"]),
        ("BOWLS", "en", ["Breakfast bowl"]),
        ("leaves garden", "en", ["Jasmine tea"]),
        ("soap -olive", "en", []),
        ("花茶", "zh-hans", ["Jasmine tea"]),
        ("茉莉", "zh-hans", ["Jasmine tea"]),
        ("早餐碗", "zh-hans", ["Breakfast bowl"]),
        ("散茶", "zh-hans", ["Jasmine tea"]),
        ("橄榄油", "en", ["Olive oil soap"]),
        ("soap", "zh-hans", ["Olive oil soap"]),
        # As a Chinese keyboard writes it, and as it is copied from a mail (F09).
        ("ｊａｓｍｉｎｅ", "en", ["Jasmine tea"]),
        ("jas\u200bmine\u3000tea\ufeff", "en", ["Jasmine tea"]),
    ],
)
def test_words_are_found_in_both_languages(asked, language, expected):
    shelf()

    result = find(asked, language=language)

    if expected:
        assert not result.is_close
    assert [
        document.product.title_en
        for document in result.documents
        if not result.is_close
    ] == expected


def test_the_title_counts_more_than_the_description():
    make_product(title="Tin", description="<p>For tea</p>")
    make_product(title="Tea")
    index_all()

    assert found("tea") == ["Tea", "Tin"]


def test_a_category_names_what_stands_anywhere_below_it():
    drinks = make_category("drinks")
    green = make_category("green", parent=drinks)
    sencha = make_product(title="Sencha")
    sencha.categories.set([green])
    index_all()

    assert found("drinks") == ["Sencha"]


def test_a_typing_mistake_finds_what_sounds_similar():
    shelf()

    result = find("jasmin tee", language="en")

    assert result.is_close
    assert found("jasmin tee")[0] == "Jasmine tea"


def test_an_attribute_of_a_variant_is_found():
    towel = make_product(title="Towel")
    variant = make_variant(towel)
    colour = ProductAttribute.objects.create(
        product_class=towel.product_class, code="colour", name="Colour", type="text"
    )
    ProductAttributeValue.objects.create(
        product=variant, attribute=colour, value_text="Persimmon"
    )
    index_product(variant.pk)

    assert found("persimmon") == ["Towel"]


def test_suggestions_come_while_a_word_is_being_typed():
    products = shelf()

    assert suggest("jasm", language="en", limit=5) == [products["tea"].pk]
    assert suggest("早", language="zh-hans", limit=5) == [products["bowl"].pk]
    assert suggest("  ", language="en", limit=5) == []


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "   ",
        "'",
        '"',
        "a' | 'b",
        ":*",
        "& | !",
        "\\",
        "%",
        "x" * 5000,
        "😀",
        "\x00",
        "(",
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_whatever_is_typed_gets_an_answer(client, asked, language):
    shelf()

    for page in ("", "suggestions/"):
        answer = client.get(f"/{language}/search/{page}", {"q": asked})
        assert answer.status_code == 200


def test_hidden_and_deleted_products_are_not_found():
    products = shelf()
    products["tea"].is_public = False
    products["tea"].save()
    gone = products["bowl"].pk
    products["bowl"].delete()

    assert found("jasmine") == []
    index_product(products["tea"].pk)
    index_product(gone)

    assert {document.product_id for document in SearchDocument.objects.all()} == {
        products["soap"].pk
    }


def test_a_change_is_indexed_by_a_worker_after_the_commit(
    monkeypatch, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr(tasks.index_product, "delay", asked.append)

    with django_capture_on_commit_callbacks(execute=True):
        product = make_product()

    assert set(asked) == {product.pk}


def test_a_dead_broker_does_not_stop_staff_from_saving(
    monkeypatch, django_capture_on_commit_callbacks
):
    def refuse(_product_id):
        raise OSError

    monkeypatch.setattr(tasks.index_product, "delay", refuse)

    with django_capture_on_commit_callbacks(execute=True):
        make_product(title="Saved")

    assert Product.objects.filter(title="Saved").exists()


def test_the_command_indexes_everything_again(capsys):
    shelf()
    SearchDocument.objects.all().delete()

    call_command("index_products")
    call_command("index_products")

    assert "3 products indexed." in capsys.readouterr().out
    assert SearchDocument.objects.count() == 3


def test_the_results_page(client):
    shelf()

    page = client.get("/en/search/", {"q": "jasmine"})

    assert "Jasmine tea" in page.text
    assert 'value="jasmine"' in page.text
    assert "<script>" not in client.get("/en/search/", {"q": "<script>"}).text


def test_nothing_found_leads_on_to_the_categories(client):
    shelf()

    page = client.get("/en/search/", {"q": "zzzzqqqq"})

    assert "Nothing found for" in page.text
    assert "/en/catalogue/category/food_" in page.text


def test_a_search_costs_the_same_however_much_it_finds(
    client, django_assert_max_num_queries
):
    for number in range(20):
        make_product(title=f"Tea {number}")
    index_all()

    with django_assert_max_num_queries(12):
        page = client.get("/en/search/", {"q": "tea"})

    assert len(page.context["tiles"]) == 20
