"""Searching in both languages, and keeping the index."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from shop.audit.models import Entry
from shop.forks.catalogue.models import Product, ProductAttribute, ProductAttributeValue
from shop.search import missing, synonyms, tasks
from shop.search.completing import complete
from shop.search.documents import index_all, index_missing, index_product
from shop.search.missing import missed
from shop.search.models import SearchDocument, Word
from shop.search.queries import find, suggest
from tests.factories import make_category, make_product, make_staff, make_variant

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 3, 14, 12, 0, tzinfo=UTC)


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


def test_what_has_no_document_gets_one_by_itself(monkeypatch):
    """After an update nothing is found for a minute; a late worker is made up for."""
    shelf()
    SearchDocument.objects.all().delete()
    index_missing()
    assert SearchDocument.objects.count() == 3

    SearchDocument.objects.first().delete()
    monkeypatch.setattr("shop.search.documents.index_all", None)  # one is no whole shop
    index_missing()
    assert SearchDocument.objects.count() == 3
    index_missing()


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


SEARCHES = ("Hovercraft", "hovercraft ", "jasmine", "me@mail.example", "0170 123456")


def test_what_is_looked_for_in_vain_is_counted(
    client, monkeypatch, django_capture_on_commit_callbacks
):
    shelf()
    monkeypatch.setattr(tasks.note_missing, "delay", tasks.note_missing)

    with django_capture_on_commit_callbacks(execute=True):
        for words in SEARCHES:
            client.get("/en/search/", {"q": words})

    assert [(miss.words, miss.total) for miss in missed()] == [("hovercraft", 2)]


def test_a_day_keeps_so_many_misses_and_no_more(db, monkeypatch):
    monkeypatch.setattr(missing, "MOST_A_DAY", 2)
    for words in ("one", "two", "three", "two"):
        missing.note(words=words, day=date(2025, 3, 1))
    missing.note(words="three", day=date(2025, 3, 2))

    counted = {miss.words: miss.total for miss in missed()}
    assert counted == {"one": 1, "two": 2, "three": 1}

    missing.forget(on=date(2025, 3, 2) + missing.KEPT_FOR)
    assert [miss.words for miss in missed()] == ["three"]


def test_without_a_broker_nothing_found_is_still_a_page(
    client, monkeypatch, django_capture_on_commit_callbacks
):
    def refuse(*_words):
        raise OSError

    monkeypatch.setattr(tasks.note_missing, "delay", refuse)

    with django_capture_on_commit_callbacks(execute=True):
        page = client.get("/en/search/", {"q": "hovercraft"})

    assert page.status_code == 200


@pytest.mark.parametrize(
    ("language", "words", "pages"),
    [
        ("en", "sale", ["/en/catalogue/?offers=1"]),
        ("en", "free delivery", ["/en/account/orders/find/"]),
        ("en", "points", ["/en/points/how-it-works/"]),
        ("en", "returns", ["/en/account/orders/", "/en/account/withdraw/"]),
        ("en", "jasmine discount", ["/en/catalogue/?offers=1"]),
        ("zh-hans", "优惠", ["/zh-hans/catalogue/?offers=1"]),
        (
            "zh-hans",
            "怎么退货",
            ["/zh-hans/account/orders/", "/zh-hans/account/withdraw/"],
        ),
        ("zh-hans", "積分", ["/zh-hans/points/how-it-works/"]),
        ("en", "jasmine", []),
    ],
)
def test_words_of_service_lead_to_their_pages(client, language, words, pages):
    shelf()

    shown = client.get(f"/{language}/search/", {"q": words})
    suggested = client.get(f"/{language}/search/suggestions/", {"q": words})

    assert [one.url for one in shown.context["services"]] == pages
    for page in pages:
        assert f'href="{page}"' in shown.text
        assert f'href="{page}"' in suggested.text


@pytest.mark.parametrize(
    ("language", "words", "url"),
    [
        ("en", "bowl under 20 euro", "/en/search/?q=bowl&price=0&price=1"),
        ("en", "under €10", "/en/catalogue/?price=0"),
        ("en", "bowl €18", "/en/search/?q=bowl&price=1"),
        ("en", "12.50 € bowl", "/en/search/?q=bowl&price=1"),
        ("en", "over 60 euros", "/en/catalogue/?price=3"),
        ("zh-hans", "10元以下", "/zh-hans/catalogue/?price=0"),
        ("zh-hans", "50欧元以上", "/zh-hans/catalogue/?price=3"),
        ("en", "bowl 26 cm", None),
        ("en", "europe 10", None),
    ],
)
def test_a_price_leads_to_the_price_filter(client, language, words, url):
    shelf()

    page = client.get(f"/{language}/search/", {"q": words})

    priced = page.context["priced"]
    assert (priced and priced.url) == url
    assert "bowl" not in words or "Breakfast bowl" in page.text
    if url:
        assert url.replace("&", "&amp;") in page.text


def test_what_nothing_is_called_leads_to_what_sells(client):
    products = shelf()
    SearchDocument.objects.filter(product=products["soap"]).update(sold=7)

    page = client.get("/en/search/", {"q": "hovercraft"})

    assert page.context["popular"][0].title == "Olive oil soap"


def test_suggestions_are_words_categories_and_products(client):
    shelf()
    make_category("jasmines")

    page = client.get("/en/search/suggestions/", {"q": "jasm"})

    offered = re.findall(r'role="option" id="([^"]+)"', page.text)
    assert offered == [
        "suggested-word-1",
        "suggested-shelf-1",
        "suggested-tile-1",
        "suggested-all",
    ]


@pytest.mark.parametrize(
    ("typed", "language", "expected"),
    [
        ("jas", "en", ["jasmine"]),
        ("olive o", "en", ["olive oil"]),
        ("olive b", "en", []),
        ("molihua", "zh-hans", ["茉莉花", "茉莉花茶"]),
        ("橄榄", "zh-hans", ["橄榄油"]),
        ("", "en", []),
    ],
)
def test_a_word_is_completed(typed, language, expected):
    shelf()

    assert complete(typed, language=language, limit=5) == expected


def test_a_synonym_holds_from_then_on(db):
    shelf()
    clerk = make_staff("shop_search.change_synonym")
    missing.note(words="basins", day=date(2025, 3, 1))
    said = {"words": ["basin"], "actor": clerk, "is_mutual": False}
    assert found("basins") == []

    added = synonyms.add(**said, means=["bowl"], added_at=NOW)
    assert found("basins") == ["Breakfast bowl"]
    assert not missed()

    synonyms.change(**said, synonym_id=added.pk, means=["soap"], changed_at=NOW)
    assert found("basin") == ["Olive oil soap"]
    with pytest.raises(synonyms.KnownAlready):
        synonyms.add(**said, means=["tea"], added_at=NOW)
    with pytest.raises(synonyms.SaysNothing):
        synonyms.add(**said | {"words": ["!"]}, means=["tea"], added_at=NOW)
    with pytest.raises(PermissionDenied):
        synonyms.remove(synonym_id=added.pk, actor=make_staff(), removed_at=NOW)

    synonyms.remove(synonym_id=added.pk, actor=clerk, removed_at=NOW)
    assert found("basin") == []
    assert list(Entry.objects.order_by("pk").values_list("action", flat=True)) == [
        "search.add-synonym",
        "search.change-synonym",
        "search.remove-synonym",
    ]


def test_both_ways_all_words_mean_the_same(db):
    shelf()
    clerk = make_staff("shop_search.change_synonym")
    synonyms.add(
        words=["bowl", "basin"], means=[], is_mutual=True, actor=clerk, added_at=NOW
    )

    assert found("basin") == found("bowl") == ["Breakfast bowl"]


# -- The index keeps up ----------------------------------------------------------------


@pytest.fixture
def worker(monkeypatch, django_capture_on_commit_callbacks):
    """Does at once what is asked of it."""
    for task in (tasks.index_product, tasks.index_category, tasks.index_option):
        monkeypatch.setattr(task, "delay", task)
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_new_article_number_is_found_and_the_old_one_is_not(worker):
    tea = shelf()["tea"]
    with worker():
        record = tea.stockrecords.get()
        record.partner_sku = "TIN-1"
        record.save()
    assert found("TIN-1") == ["Jasmine tea"]

    with worker():
        record.partner_sku = "TIN-2"
        record.save()
        tea.upc = "4006381333931"
        tea.save()
    assert found("TIN-1") == []
    assert found("TIN-2") == found("4006381333931") == ["Jasmine tea"]


def test_a_variant_that_went_is_not_found_by(worker):
    towel = make_product(title="Towel")
    with worker():
        variant = make_variant(towel)
        variant.upc = "PLUM-77"
        variant.save()
    assert found("PLUM-77") == ["Towel"]

    with worker():
        variant.delete()
    assert found("PLUM-77") == []


def test_what_is_hidden_is_out_of_the_search_at_once(worker):
    products = shelf()
    products["tea"].is_public = False
    products["tea"].save()  # no worker has heard of it yet

    assert not SearchDocument.objects.filter(product=products["tea"]).exists()


def test_the_night_makes_up_for_what_nobody_told(db):
    products = shelf()
    Product.objects.filter(pk=products["tea"].pk).update(title_en="Oolong")
    SearchDocument.objects.filter(product=products["soap"]).delete()

    tasks.index_nightly()

    assert found("oolong") == ["Oolong"]
    assert found("soap") == ["Olive oil soap"]
    assert not Word.objects.filter(word="jasmine").exists()


def test_a_search_costs_the_same_however_much_it_finds(
    client, django_assert_max_num_queries
):
    for number in range(20):
        make_product(title=f"Tea {number}")
    index_all()
    client.get("/en/")  # what is kept in the process

    with django_assert_max_num_queries(11):
        page = client.get("/en/search/", {"q": "tea"})

    assert len(page.context["tiles"]) == 20
