"""Facets of a list: what is offered and counted, and how it stands in an address."""

from datetime import timedelta
from itertools import count
from random import Random

import pytest
from django.utils import timezone, translation
from oscar.apps.catalogue.models import (
    AttributeOption,
    AttributeOptionGroup,
    ProductImage,
)

from shop.forks.catalogue.models import (
    Category,
    Product,
    ProductAttribute,
    ProductAttributeValue,
)
from shop.forks.offer.models import Benefit, Condition, ConditionalOffer, Range
from shop.search.documents import index_all
from shop.storefront import listing
from shop.storefront.kept_pages import pages
from shop.storefront.models import KeptTile
from tests.factories import make_category, make_mark, make_product, make_variant

pytestmark = pytest.mark.django_db
INDEX = "/en/catalogue/"
FROM = ("Origin", "产地")
GREECE, JAPAN = ("Greece", "希腊"), ("Japan", "日本")


@pytest.fixture(scope="module")
def shop(module_db) -> dict[str, Product]:
    """Three teas, of which one is sold out, and a dear cup."""
    make_category("tea", parent=make_category("food"))
    sencha = make_product("9.00", title="Sencha", categories=["tea"])
    gyokuro = make_product("30.00", title="Gyokuro", categories=["tea"])
    herbs = make_product("8.00", title="Herbs", categories=["tea"], stock=0)
    cup = make_product("60.00", title="Cup", categories=["home"])
    for product, country in ((sencha, JAPAN), (gyokuro, JAPAN), (herbs, GREECE)):
        make_mark(product, FROM, country)
    make_mark(make_variant(cup, "60.00"), FROM, GREECE)
    return {"sencha": sencha, "gyokuro": gyokuro, "herbs": herbs, "cup": cup}


def option(name: tuple[str, str]) -> str:
    return str(AttributeOption.objects.get(option_en=name[0]).pk)


def asked(client, query: str = "", path: str = INDEX):
    pages.forget()  # what was kept of a page says nothing of how it is made
    return client.get(f"{path}{query}")


def titles(page) -> set[str]:
    return {tile.title for tile in page.context["tiles"]}


def offered(page) -> dict[str, dict[str, int]]:
    return {
        facet.label: {value.label: value.count for value in facet.values}
        for facet in page.context["facets"].facets
    }


def value(page, label: str):
    return next(
        value
        for facet in page.context["facets"].facets
        for value in facet.values
        if value.label == label
    )


def test_what_is_there_is_counted(client, shop):
    assert offered(asked(client)) == {
        "Category": {"Food": 3, "Home": 1},
        "Price": {"Under €10": 2, "€25 – €50": 1, "€50 and more": 1},
        "Origin": {"Greece": 2, "Japan": 2},
    }


def test_a_facet_does_not_shrink_its_own_counts(client, shop):
    page = asked(client, f"?is-origin={option(JAPAN)}")

    assert titles(page) == {"Sencha", "Gyokuro"}
    assert offered(page) == {
        "Price": {"Under €10": 1, "€25 – €50": 1},
        "Origin": {"Greece": 2, "Japan": 2},
    }


def test_values_of_one_facet_are_any_and_facets_are_all(client, shop):
    both = f"is-origin={option(JAPAN)}&is-origin={option(GREECE)}"

    assert titles(asked(client, f"?{both}")) == {"Sencha", "Gyokuro", "Herbs", "Cup"}
    assert titles(asked(client, f"?{both}&price=0")) == {"Sencha", "Herbs"}
    assert titles(asked(client, f"?{both}&price=0&price=3")) == {
        "Sencha",
        "Herbs",
        "Cup",
    }
    assert titles(asked(client, f"?{both}&price=0&stock=1")) == {"Sencha"}


def test_what_would_show_nothing_is_not_offered_but_what_is_chosen_is(client, shop):
    page = asked(client, "?price=3&stock=1")

    assert "Japan" not in offered(page).get("Origin", {})
    empty = asked(client, f"?price=3&is-origin={option(JAPAN)}")
    assert titles(empty) == set()
    assert {value.full for value in empty.context["facets"].chosen} == {
        "€50 and more",
        "Origin: Japan",
    }
    assert "Nothing matches these filters" in empty.text


def test_an_empty_category_does_not_speak_of_filters(client, shop):
    gift = make_category("Gift").get_absolute_url()

    page = asked(client, "", gift)
    assert page.status_code == 200
    assert "Nothing stands here yet" in page.text
    assert "these filters" not in page.text
    assert "Nothing matches these filters" in asked(client, "?price=3", gift).text


def test_a_category_offers_what_is_right_below_it(client, shop):
    food = Category.objects.get(slug="food").get_absolute_url()

    page = asked(client, "", food)

    assert titles(page) == {"Sencha", "Gyokuro", "Herbs"}
    assert offered(page)["Origin"] == {"Japan": 2, "Greece": 1}
    assert "Category" not in offered(page)  # there is one, and nothing to choose


def test_goods_of_a_category_that_is_not_shown_stay_on_the_shelf_above(client, shop):
    Category.objects.filter(slug="tea").update(is_public=False)

    page = asked(client, "", Category.objects.get(slug="food").get_absolute_url())

    assert titles(page) == {"Sencha", "Gyokuro", "Herbs"}
    assert offered(asked(client))["Category"] == {"Food": 3, "Home": 1}


def test_links_turn_one_thing_on_or_off_and_there_is_one_address_for_each_choice(
    client, shop
):
    japan, greece = option(JAPAN), option(GREECE)
    messy = f"?sort=price&price=3&is-origin={greece}&junk=1&price=0&page=1&price=3"

    page = asked(client, messy)

    clean = f"?is-origin={greece}&price=0&price=3"
    assert page.context["choice"].query() == f"{clean}&sort=price"
    assert value(page, "Greece").url == "?price=0&price=3&sort=price"
    least, most = sorted([japan, greece], key=int)
    assert value(page, "Japan").url == (
        f"?is-origin={least}&is-origin={most}&price=0&price=3&sort=price"
    )
    assert [value.url for value in page.context["facets"].chosen] == [
        f"?is-origin={greece}&price=3&sort=price",
        f"?is-origin={greece}&price=0&sort=price",
        "?price=0&price=3&sort=price",
    ]
    assert page.context["facets"].without == "?sort=price"
    # In the sheet as well; and the box of the order is filled by the address alone.
    assert page.text.count('href="?sort=price"') == 2
    assert 'name="sort" autocomplete="off"' in page.text


@pytest.mark.parametrize(
    "odd",
    [
        "price=99&price=-1&price=%00&price=1e9",
        "is-origin=0&is-nothing=1&is-=1",
        "in=999999&in=x&in=1%27",
        "stock=2&offers=yes",
        "sort=colour&page=-1",
        f"page={'9' * 5000}",
        "&".join(f"price={number}" for number in range(4, 900)),
    ],
)
def test_what_is_not_known_counts_as_not_asked(client, shop, odd):
    page = asked(client, f"?{odd}")

    assert page.status_code == 200
    assert titles(page) == {"Sencha", "Gyokuro", "Herbs", "Cup"}
    assert page.context["choice"].query() == "?"


def test_what_is_on_offer_can_be_chosen_by_name_category_and_but_for_some(
    client, shop, django_assert_num_queries
):
    teas = Range.objects.create(name="Teas")
    teas.included_categories.add(Category.objects.get(slug="food"))
    teas.excluded_products.add(shop["herbs"])
    named = Range.objects.create(name="Herbs after all")
    named.included_products.add(shop["herbs"])
    for products, start in ((teas, -1), (named, 1)):
        ConditionalOffer.objects.create(
            name=products.name,
            offer_type=ConditionalOffer.SITE,
            start_datetime=timezone.now() + timedelta(days=start),
            condition=Condition.objects.create(range=products, type="Count", value=1),
            benefit=Benefit.objects.create(
                range=products, type=Benefit.PERCENTAGE, value=10
            ),
        )

    page = asked(client, "?offers=1")
    assert titles(page) == {"Sencha", "Gyokuro"}
    assert {tile.badge.text for tile in page.context["tiles"]} == {"On offer"}
    # All of them are in stock: that would change nothing.
    assert offered(page)["Show only"] == {"On offer": 2}

    ConditionalOffer.objects.update(start_datetime=timezone.now())
    page = asked(client, "?offers=1")
    assert titles(page) == {"Sencha", "Gyokuro", "Herbs"}
    assert offered(page)["Show only"] == {"In stock": 2, "On offer": 3}


def test_attributes_are_offered_by_what_they_are(client, shop):
    kind = shop["sencha"].product_class
    group = AttributeOptionGroup.objects.create(name="Notes")
    notes = [
        AttributeOption.objects.create(group=group, option=name)
        for name in ("Sweet", "Grassy")
    ]
    made = {
        code: ProductAttribute.objects.create(
            product_class=kind, code=code, name=code.title(), type=type
        )
        for code, type in (
            ("organic", "boolean"),
            ("notes", "multi_option"),
            ("steepings", "integer"),
            ("story", "text"),
        )
    }
    made["notes"].option_group = group
    made["notes"].save()
    say = ProductAttributeValue.objects.create
    for number, product in enumerate((shop["sencha"], shop["gyokuro"])):
        say(product=product, attribute=made["organic"], value_boolean=not number)
        say(product=product, attribute=made["steepings"], value_integer=number + 2)
        say(product=product, attribute=made["story"], value_text=f"Story {number}")
        say(product=product, attribute=made["notes"]).value_multi_option.set(
            notes[number:]
        )

    page = asked(client)

    assert offered(page)["Organic"] == {"Yes": 1, "No": 1}
    assert offered(page)["Notes"] == {"Grassy": 2, "Sweet": 1}
    assert offered(page)["Steepings"] == {"2": 1, "3": 1}
    assert "Story" not in offered(page)
    page = asked(client, "?is-organic=1")
    assert titles(page) == {"Sencha"}
    assert [value.full for value in page.context["facets"].chosen] == ["Organic: Yes"]


def test_facets_speak_the_readers_language(client, shop):
    page = asked(client, "", "/zh-hans/catalogue/")

    assert offered(page)["产地"] == {"希腊": 2, "日本": 2}


def test_lists_are_leafed_through_so_far_and_say_how_to_go_on(
    client, shop, monkeypatch
):
    monkeypatch.setattr(listing, "MOST_PAGES", 3)
    monkeypatch.setattr(listing, "PER_PAGE", 1)

    beyond = asked(client, "?page=9999999999&sort=name")
    assert beyond.status_code == 302
    assert beyond["Location"] == f"{INDEX}?page=3&sort=name"
    for nowhere in ("0", "-1", "x", ""):
        assert asked(client, f"?page={nowhere}").context["page"].number == 1
    last = asked(client, "?page=3")

    assert last.context["page"].number == 3
    assert "These were the first 3." in last.text
    assert "These were" not in asked(client).text
    assert "These were" not in asked(client, "?price=3").text
    assert asked(client, "?price=3&page=2")["Location"] == f"{INDEX}?price=3"


def test_what_is_dear_comes_first_and_what_has_no_price_last(client, shop):
    make_product(title="Priceless").stockrecords.update(price=None)

    for order in ("price", "-price"):
        page = asked(client, f"?sort={order}")
        assert page.context["tiles"][-1].title == "Priceless"


def test_counts_are_those_of_the_lists_whatever_is_chosen(client, shop):
    """Bits and rows are asked by different ways: they say the same."""
    chance = Random(12)  # noqa: S311  no secret
    for number in range(20):
        if number % 4 == 0:
            several = make_product(title=f"S{number}", categories=["tea"])
            for _each in range(3):
                one = make_variant(
                    several,
                    chance.choice(["5.00", "20.00", "70.00"]),
                    stock=chance.choice([0, 9]),
                )
                make_mark(one, FROM, chance.choice([GREECE, JAPAN]))
        product = make_product(
            chance.choice(["5.00", "20.00", "40.00", "70.00"]),
            title=f"P{number}",
            categories=[chance.choice(["tea", "home", "garden"])],
            stock=chance.choice([0, 3, 50]),
        )
        make_mark(product, FROM, chance.choice([GREECE, JAPAN, ("Peru", "秘鲁")]))

    page = asked(client)
    for _turn in count():
        choices = [value for f in page.context["facets"].facets for value in f.values]
        chosen = chance.choice(choices)
        expected = None if chosen.active else chosen
        page = asked(client, chosen.url)
        assert page.context["page"].paginator.count == len(
            page.context["page"].paginator.object_list
        )
        if expected and len(page.context["facets"].chosen) == 1:
            assert page.context["page"].paginator.count == expected.count
        if _turn == 8:
            break


def test_what_is_chosen_holds_for_one_and_the_same_variant(client, shop):
    """Blue is sold out and dear, red is small: nothing is blue, small and in stock."""
    colour, size = ("Colour", "颜色"), ("Size", "尺寸")
    blue, red, small, large = (
        (name, name) for name in ("Blue", "Red", "Small", "Large")
    )
    jar = make_product(title="Jar", categories=["home"])
    for price, stock, *said in (
        ("30.00", 0, (colour, blue), (size, large)),
        ("12.00", 4, (colour, blue), (size, small)),
        ("30.00", 4, (colour, red), (size, large)),
    ):
        variant = make_variant(jar, price, stock=stock)
        for what, value_ in said:
            make_mark(variant, what, value_)
    mug = make_product("12.00", title="Mug", categories=["home"])
    make_mark(mug, colour, red)
    make_mark(mug, size, small)
    make_mark(shop["cup"], colour, blue)
    is_blue, is_red = (f"is-colour={option(one)}" for one in (blue, red))
    is_small, is_large = (f"is-size={option(one)}" for one in (small, large))

    expected = {
        f"{is_blue}&{is_large}": {"Jar"},
        f"{is_blue}&{is_large}&stock=1": set(),
        f"{is_red}&{is_small}": {"Mug"},
        f"{is_red}&{is_blue}&{is_small}": {"Jar", "Mug"},
        f"{is_large}&price=2": {"Jar"},
        f"{is_large}&price=1": set(),
        f"{is_blue}&stock=1": {"Jar", "Cup"},
        f"{is_blue}&stock=1&price=2": set(),
        f"{is_blue}&stock=1&price=1&price=3": {"Jar", "Cup"},
        "price=2": {"Jar", "Gyokuro"},
        "price=1": {"Jar", "Mug"},
    }
    for query, shown in expected.items():
        page = asked(client, f"?{query}")
        assert titles(page) == shown, query
        assert page.context["page"].paginator.count == len(shown), query
    pot = make_variant(make_product(title="Pot", categories=["home"]), "30.00")
    make_mark(pot, size, large)
    make_mark(pot, colour, ("Green", "绿"))
    colours = offered(asked(client, f"?{is_large}"))["Colour"]
    assert colours == {"Blue": 1, "Red": 1, "Green": 1}
    colours = offered(asked(client, f"?{is_large}&stock=1"))["Colour"]
    assert colours == {"Red": 1, "Green": 1}


def test_names_are_in_the_order_of_the_language(client, shop):
    """Latin ones without case, Chinese ones by pinyin: chang, gao, hei."""
    for english, chinese in {
        "apple tea": "绿茶",
        "Zebra tea": "黑豆",
        "banana tea": "高山茶",
        "Cherry tea": "黄豆",
        "date tea": "A4 纸",
        "egg tea": "长绒围巾",
    }.items():
        one = make_product(title=english, categories=["tea"])
        Product.objects.filter(pk=one.pk).update(title_zh_hans=chinese)
    shelf = Category.objects.get(slug="tea")

    def names(language: str) -> list[str]:
        with translation.override(language):
            page = asked(client, "?sort=name", shelf.get_absolute_url())
        return [tile.title for tile in page.context["tiles"]]

    assert [name for name in names("en") if "tea" in name] == [
        "apple tea",
        "banana tea",
        "Cherry tea",
        "date tea",
        "egg tea",
        "Zebra tea",
    ]
    chinese = [name for name in names("zh-hans") if not name.isascii()]
    assert chinese == ["A4 纸", "长绒围巾", "高山茶", "黑豆", "黄豆", "绿茶"]


def test_a_product_that_goes_is_counted_no_more(client, shop):
    before = offered(asked(client))["Price"]["Under €10"]

    Product.objects.filter(pk=shop["herbs"].pk).update(is_public=False)

    assert offered(asked(client))["Price"]["Under €10"] == before - 1
    assert KeptTile.objects.filter(product_id=shop["herbs"].pk).exists()


def test_results_of_a_search_are_narrowed_down_alike(client, shop):
    index_all()
    path = "/en/search/"

    page = asked(client, "?q=japan", path)
    assert titles(page) == {"Sencha", "Gyokuro"}
    assert offered(page) == {"Price": {"Under €10": 1, "€25 – €50": 1}}
    assert value(page, "Under €10").url == "?q=japan&price=0"

    page = asked(client, "?price=0&q=japan&sort=-price", path)
    assert titles(page) == {"Sencha"}
    assert page.context["facets"].without == "?q=japan&sort=-price"
    assert 'type="hidden" name="q" value="japan"' in page.text

    page = asked(client, "?q=japan&price=3", path)
    assert titles(page) == set()
    assert "Nothing matches these filters" in page.text
    assert [one.label for one in page.context["facets"].chosen] == ["€50 and more"]


@pytest.fixture
def jug(shop):
    """A red one and two blue ones, of which the large one has a picture."""
    jug = make_product(title="Water jug", categories=["home"])
    for shade, size, price in (
        (("Red", "红色"), ("Small", "小号"), "12.00"),
        (("Blue", "蓝色"), ("Small", "小号"), "15.00"),
        (("Blue", "蓝色"), ("Large", "大号"), "19.00"),
    ):
        variant = make_variant(jug, price)
        make_mark(variant, ("Colour", "颜色"), shade)
        make_mark(variant, ("Size", "尺寸"), size)
    ProductImage.objects.create(product=jug, original="jug.png")
    ProductImage.objects.create(product=variant, original="blue.png")
    index_all()
    return jug


def card(client, jug, query: str, path: str = INDEX):
    """The place of the variant it leads to, and what it shows."""
    shown = asked(client, query, path).context["tiles"]
    [tile] = [one for one in shown if one.title == "Water jug"]
    keys = jug.children.order_by("pk").values_list("pk", flat=True)
    address = jug.get_absolute_url()
    places = {f"{address}?variant={pk}": place for place, pk in enumerate(keys)} | {
        address: None
    }
    return places[tile.url], str(tile.price), tile.picture, tile.is_from


def test_a_card_shows_the_variant_that_was_asked_for(
    client, jug, django_assert_max_num_queries
):
    """Its price, its picture, its address; the product where nothing tells which."""
    is_blue, is_large = (
        f"is-colour={option(('Blue',))}",
        f"is-size={option(('Large',))}",
    )
    product = (None, "12.00", "jug.png", True)
    small, large = (1, "15.00", "blue.png", True), (2, "19.00", "blue.png", False)

    assert card(client, jug, "") == product
    assert card(client, jug, "?stock=1") == product
    assert card(client, jug, f"?{is_blue}") == small
    assert card(client, jug, f"?{is_blue}&{is_large}") == large
    with django_assert_max_num_queries(3):  # the epoch, the tally, the tiles
        asked(client, f"?{is_blue}")

    for query, shown in {
        "?q=water+jug": product,
        "?q=blue+jug": small,
        "?q=large+blue+jug": large,
        f"?q=blue+jug&{is_large}": large,
        "?q=蓝色": small,
    }.items():
        assert card(client, jug, query, "/en/search/") == shown, query

    jug.children.order_by("pk")[1].stockrecords.update(num_in_stock=0)
    assert card(client, jug, f"?{is_blue}") == large
    assert card(client, jug, "?q=blue+jug", "/en/search/") == large
