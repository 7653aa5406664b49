"""The pages for browsing: what they show, to whom, and with how many queries."""

import re
from datetime import timedelta
from decimal import Decimal
from urllib.parse import unquote

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from oscar.apps.catalogue.models import AttributeOption, AttributeOptionGroup

from shop.forks.catalogue.models import (
    Category,
    Product,
    ProductAttribute,
    ProductAttributeValue,
)
from shop.forks.offer.models import Benefit, Condition, ConditionalOffer, Range
from tests.factories import (
    make_category,
    make_mark,
    make_member,
    make_offer,
    make_product,
    make_variant,
    make_voucher,
)

pytestmark = pytest.mark.django_db
HOME = "/en/"
INDEX = "/en/catalogue/"


def address(category: Category) -> str:
    return unquote(category.get_absolute_url())


def with_attribute(variant: Product, **values: str) -> Product:
    """Give a variant attribute values, making the attributes."""
    for name, text in values.items():
        attribute, _made = ProductAttribute.objects.get_or_create(
            product_class=variant.parent.product_class,
            code=name,
            defaults={"name": name.title(), "type": "text"},
        )
        ProductAttributeValue.objects.create(
            product=variant, attribute=attribute, value_text=text
        )
    return variant


def test_home_shows_categories_new_products_and_what_they_earn(client):
    make_product("36.40", title="Linen towel", categories=["home"])

    page = client.get(HOME)

    assert page.status_code == 200
    assert "Linen towel" in page.text
    assert "€36.40" in page.text
    assert "+36 points" in page.text
    assert address(make_category("home")) in page.text


def test_an_empty_shop_says_so(client):
    assert "The stalls are still empty" in client.get(HOME).text


def test_every_page_is_there_in_chinese(client):
    product = make_product(title="Tea", title_zh_hans="茶")

    page = client.get(f"/zh-hans/catalogue/茶_{product.pk}/")

    assert '<html lang="zh-Hans">' in page.text
    assert "茶" in page.text
    assert f'href="/en/catalogue/{product.slug_en}_{product.pk}/"' in page.text


def test_an_unknown_language_is_not_found(client):
    assert client.get("/fr/").status_code == 404


def test_a_category_shows_what_is_below_it_and_nothing_else(client):
    food = make_category("food")
    tea = make_category("tea", parent=food)
    make_product(title="Sencha", categories=["tea"])
    make_product(title="Broom", categories=["home"])

    for shelf in (food, tea):
        page = client.get(address(shelf))
        assert "Sencha" in page.text
        assert "Broom" not in page.text


def test_a_category_answers_under_its_one_address(client):
    food = make_category("food")

    page = client.get(f"{INDEX}category/old-name_{food.pk}/")

    assert page.status_code == 301
    assert page.url == address(food)


def test_a_category_that_is_not_public_is_not_found(client):
    secret = make_category("secret")
    Category.objects.filter(pk=secret.pk).update(is_public=False)

    assert client.get(address(secret)).status_code == 404
    assert "Secret" not in client.get(HOME).text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Cheap", "Middle", "Dear", "Gone"}),
        ("price=0", {"Cheap"}),
        ("price=1", {"Middle"}),
        ("price=3", {"Dear", "Gone"}),
        ("stock=1", {"Cheap", "Middle", "Dear"}),
        ("stock=1&price=3", {"Dear"}),
        (
            "price=99&stock=maybe&sort=colour&page=x",
            {"Cheap", "Middle", "Dear", "Gone"},
        ),
    ],
)
def test_filters_narrow_a_list(client, query, expected):
    make_product("9.99", title="Cheap")
    make_product("10.00", title="Middle")
    make_product("50.00", title="Dear")
    make_product("60.00", title="Gone", stock=0)

    page = client.get(f"{INDEX}?{query}")

    assert {tile.title for tile in page.context["tiles"]} == expected


def test_a_list_is_put_in_order_by_price_also_with_variants(client):
    make_product("20.00", title="Plain")
    with_variants = make_product(title="With variants")
    make_variant(with_variants, "30.00")
    make_variant(with_variants, "5.00")

    page = client.get(f"{INDEX}?sort=price")

    assert [tile.title for tile in page.context["tiles"]] == ["With variants", "Plain"]
    assert page.context["tiles"][0].price == Decimal("5.00")
    assert page.context["tiles"][0].is_from


def test_on_offer_are_the_products_that_an_open_offer_singles_out(client):
    make_product(title="Sencha", categories=["tea"])
    make_product(title="Excluded", categories=["tea"])
    make_product(title="Broom", categories=["home"])
    teas = Range.objects.create(name="Teas")
    teas.included_categories.add(make_category("tea"))
    teas.excluded_products.add(Product.objects.get(title="Excluded"))
    everything = Range.objects.create(name="All", includes_all_products=True)
    for number, products in enumerate((teas, everything)):
        ConditionalOffer.objects.create(
            name=f"Offer {number}",
            offer_type=ConditionalOffer.SITE,
            condition=Condition.objects.create(
                range=products, type=Condition.COUNT, value=1
            ),
            benefit=Benefit.objects.create(
                range=products, type=Benefit.PERCENTAGE, value=10
            ),
        )

    page = client.get(f"{INDEX}?offers=1")

    assert [tile.title for tile in page.context["tiles"]] == ["Sencha"]


def test_badges_say_only_what_is_true(client):
    make_product(title="New")
    make_product(title="Low", stock=3)
    make_product(title="Gone", stock=0)
    make_product(title="Old")
    Product.objects.filter(title="Old").update(
        date_created=timezone.now() - timedelta(days=90)
    )

    tiles = {tile.title: tile for tile in client.get(INDEX).context["tiles"]}

    assert tiles["New"].badge.kind == "new"
    assert tiles["Low"].badge.text == "3 left"
    assert tiles["Gone"].badge.text == "Sold out"
    assert not tiles["Gone"].can_be_added
    assert tiles["Old"].badge is None


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_product_page_tells_the_offers_it_is_in(client, language):
    """In the reader's words; not those for others, to come, or of a voucher."""
    tea, cup = make_product("5.00", title="Tea"), make_product("5.00", title="Cup")
    offer = make_offer(
        "Multibuy",
        None,
        description_en="Take three teas.",
        description_zh_hans="任选三份茶叶。",
    )
    teas = Range.objects.create(name="Teas")
    teas.add_product(tea)
    later = timezone.now() + timedelta(days=1)
    for part in (offer.condition, offer.benefit):
        part.range = teas
        part.save()
    make_offer("Percentage", 5, description_en="Later.", start_datetime=later)
    make_offer("Percentage", 6, description_en="With a code.", voucher=make_voucher())

    with translation.override(language):
        of_tea, of_cup = (client.get(one.get_absolute_url()) for one in (tea, cup))
        home = client.get(reverse("home"))

    said = "Take three teas." if language == "en" else "任选三份茶叶。"
    for page, tells in ((of_tea, True), (of_cup, False), (home, True)):
        assert (said in page.text) == tells
        assert "Later." not in page.text
        assert "With a code." not in page.text


def test_what_goes_with_a_product_is_the_newest_beside_it_as_of_now(client):
    """It is kept for all goods of a shelf, until something changes on one."""
    oldest, *others = [
        make_product(title=f"Cup {nth}", categories=["cups"]) for nth in range(5)
    ]
    make_product(title="Tea", categories=["tea"])

    def beside(product):
        related = client.get(product.get_absolute_url()).context["page"].related
        return [tile.title for tile in related]

    newest = [cup.title for cup in reversed(others)]
    assert beside(oldest) == newest
    assert beside(others[-1]) == [*newest[1:], "Cup 0"]
    make_product(title="Bowl", categories=["cups"])
    assert beside(oldest) == ["Bowl", *newest[:3]]
    assert beside(others[-1]) == ["Bowl", *newest[1:4]]


def test_a_product_page_shows_price_vat_points_and_the_points_share(client):
    product = make_product(
        "24.90", title="Soap", vat_rate=7, max_points_share=70, stock=2
    )

    page = client.get(product.get_absolute_url())

    assert "€24.90" in page.text
    assert "incl. 7 % VAT" in page.text
    assert "+24 points" in page.text
    assert "up to 70 %" in page.text
    assert "Only 2 left" in page.text
    assert 'max="2"' in page.text


def test_a_sold_out_product_cannot_be_put_in_the_basket(client):
    product = make_product(stock=0)

    page = client.get(product.get_absolute_url())

    assert "Sold out" in page.text
    assert 'name="quantity"' not in page.text


def test_variants_of_one_attribute_are_chips_and_the_first_in_stock_is_chosen(client):
    tea = make_product(title="Tea")
    with_attribute(make_variant(tea, "5.00", stock=0), weight="50 g")
    large = with_attribute(make_variant(tea, "9.00"), weight="100 g")

    matrix = client.get(tea.get_absolute_url()).context["page"].matrix

    assert matrix.columns == []
    assert [row.label for row in matrix.rows] == ["50 g", "100 g"]
    assert matrix.chosen.product_id == large.pk


def test_variants_of_two_attributes_are_a_table(client):
    towel = make_product(title="Towel")
    with_attribute(make_variant(towel), colour="Oat", size="Small")
    with_attribute(make_variant(towel), colour="Oat", size="Large")
    with_attribute(make_variant(towel), colour="Clay", size="Small")

    matrix = client.get(towel.get_absolute_url()).context["page"].matrix

    assert matrix.columns == ["Small", "Large"]
    assert [row.label for row in matrix.rows] == ["Oat", "Clay"]
    assert matrix.rows[1].cells[1] is None


def test_variants_keep_the_language_of_their_options(client):
    towel = make_product(title="Towel")
    group = AttributeOptionGroup.objects.create(name="Colours")
    oat = AttributeOption.objects.create(
        group=group, option_en="Oat", option_zh_hans="燕麦"
    )
    attribute = ProductAttribute.objects.create(
        product_class=towel.product_class,
        code="colour",
        name_en="Colour",
        name_zh_hans="颜色",
        type="option",
        option_group=group,
    )
    ProductAttributeValue.objects.create(
        product=make_variant(towel), attribute=attribute, value_option=oat
    )

    page = client.get(f"/zh-hans/catalogue/{towel.slug}_{towel.pk}/")

    assert page.context["page"].matrix.legend == "颜色"
    assert page.context["page"].matrix.rows[0].label == "燕麦"


def test_a_variant_leads_to_its_product_with_the_variant_chosen(client):
    tea = make_product(title="Tea")
    make_variant(tea)
    second = make_variant(tea)

    page = client.get(second.get_absolute_url(), follow=True)

    assert page.context["page"].product == tea
    assert page.context["page"].matrix.chosen.product_id == second.pk
    for odd in ("9" * 5000, "-1", "x", "%00"):
        assert client.get(f"{tea.get_absolute_url()}?variant={odd}").status_code == 200


@pytest.mark.parametrize("pk", ["0", "999999", "999999999"])
def test_a_product_that_is_not_there_is_not_found(client, pk):
    page = client.get(f"{INDEX}anything_{pk}/")

    assert page.status_code == 404
    assert "This page is not here" in page.text


def test_a_product_that_is_not_public_is_not_found(client):
    hidden = make_product(is_public=False)

    assert client.get(hidden.get_absolute_url()).status_code == 404


def test_texts_of_staff_are_shown_as_harmless_html(client):
    """S12: Oscar shows descriptions as they are."""
    product = make_product(
        title="<script>x</script>",
        description="<p onclick='x'>Fine<script>alert(1)</script></p>",
    )

    page = client.get(product.get_absolute_url()).text

    assert "<p>Fine</p>" in page
    assert "alert(1)" not in page
    assert "<script>x" not in page


def test_the_500_page_needs_neither_database_nor_visitor(client, monkeypatch):
    monkeypatch.setattr("shop.storefront.views.front_tiles", lambda request: 1 / 0)
    quiet = Client(raise_request_exception=False)

    page = quiet.get("/zh-hans/")

    assert page.status_code == 500
    assert '<html lang="zh-Hans">' in page.text


def test_the_500_page_asks_the_database_nothing(
    rf, django_assert_num_queries, settings
):
    from shop.storefront.errors import server_error  # noqa: PLC0415

    with django_assert_num_queries(0):
        page = server_error(rf.get("/en/anything/"))

    assert page.status_code == 500


def test_the_chosen_theme_is_in_the_page_from_the_start(client):
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in client.get(HOME).text

    client.cookies["theme"] = '"><script>'
    assert "data-theme=" not in client.get(HOME).text.partition("<head>")[0]


def test_the_header_shows_a_members_points_and_no_guests(client):
    assert "points</span>" not in client.get("/en/catalogue/").text

    client.force_login(make_member(1240, at=timezone.now()))

    assert "1,240 points" in client.get("/en/catalogue/").text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_style_guide_shows_every_component(client, language):
    page = client.get(f"/{language}/styleguide/")

    assert page.status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "FOO"])
def test_what_only_reads_takes_no_form_with_or_without_a_token(method):
    stranger = Client(enforce_csrf_checks=True, headers={"Accept": "text/html"})
    for name in ("home", "catalogue:index", "search:search", "points:how"):
        answer = stranger.generic(method, reverse(name))
        assert answer.status_code == 405
        assert answer["Allow"] == "GET, HEAD"
        assert "only takes what a form" not in answer.text


@pytest.mark.parametrize(
    ("spelled", "right"),
    [
        ("/EN/", "/en/"),
        ("/EN", "/en/"),
        ("/en-GB/catalogue/", "/en/catalogue/"),
        ("/zh-cn/", "/zh-hans/"),
        ("/zh-Hans/", "/zh-hans/"),
        ("/zh-tw/catalogue/", "/zh-hans/catalogue/"),
        ("/ZH_CN/search/", "/zh-hans/search/"),
        ("/en//catalogue/", "/en/catalogue/"),
        ("/en///catalogue//", "/en/catalogue/"),
        ("/zh-Hans/catalogue", "/zh-hans/catalogue/"),
        ("/enter/", ""),
        ("/de/", ""),
        ("/EN/nothing/", ""),
    ],
)
@pytest.mark.django_db
def test_an_address_spelled_otherwise_leads_to_the_right_one(client, spelled, right):
    asked = "utm_source=letter&q=1"
    answer = client.generic("GET", spelled, QUERY_STRING=asked)

    if right:
        assert answer.status_code == 301
        assert answer["Location"] == f"{right}?{asked}"
    else:
        assert answer.status_code == 404


def test_leading_on_keeps_where_somebody_came_from(client, db):
    bowl = make_product(title="Bowl")

    answer = client.get(f"/en/catalogue/old_{bowl.pk}/?utm_source=letter&variant=3")

    assert answer["Location"] == (
        f"{bowl.get_absolute_url()}?utm_source=letter&variant=3"
    )


class TestQueries:
    """S14: a list costs the same however long it is.

    Whether anything changed, what was written since, words of attributes, tiles. What
    is kept meanwhile is read once.
    """

    def fill(self, count: int) -> None:
        for number in range(count):
            product = make_product(title=f"P{number}", categories=["tea", "food"])
            if number % 3 == 0:
                make_variant(product)
                make_variant(product, "12.00")

    @pytest.mark.parametrize("count", [3, 20])
    def test_a_list(self, client, django_assert_max_num_queries, count):
        self.fill(count)
        make_mark(Product.objects.first(), ("Origin", "产地"), ("Greece", "希腊"))

        shelf = address(make_category("food"))
        client.get(shelf)

        with django_assert_max_num_queries(4):
            page = client.get(f"{shelf}?stock=1&sort=price")

        assert len(page.context["tiles"]) == count

    def test_a_product(self, client, django_assert_max_num_queries):
        self.fill(9)
        parent, other = Product.objects.filter(structure=Product.PARENT)[:2]
        client.get(other.get_absolute_url())

        with django_assert_max_num_queries(4):
            page = client.get(parent.get_absolute_url())

        assert len(page.context["page"].related) == 4

    def test_home(self, client, django_assert_max_num_queries):
        self.fill(20)
        client.get(HOME)

        with django_assert_max_num_queries(3):
            client.get(HOME)


def test_pages_carry_no_inline_styles_or_handlers(client):
    """The content-security policy would refuse them."""
    product = make_product()
    for path in (HOME, INDEX, product.get_absolute_url(), "/en/styleguide/"):
        text = client.get(path).text
        assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", text), path
        # What is for machines to read is no script: it never runs.
        assert not re.search(r"<script(?![^>]*(?:\bsrc=|ld\+json))", text), path


def test_pictures_can_be_made_again(capsys):
    call_command("make_renditions")

    assert "0 pictures" in capsys.readouterr().out
