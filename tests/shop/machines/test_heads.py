"""The heads of pages: where they are listed, in both languages, and what they say."""

from decimal import Decimal
from io import BytesIO
from urllib.parse import quote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.test import Client
from oscar.apps.catalogue.models import ProductImage
from PIL import Image

from shop.forks.catalogue.models import Category, Product
from shop.forks.partner.strategy import Selector
from shop.pictures import renditions
from shop.storefront.categories import address_of
from shop.storefront.kept_pages import pages
from shop.storefront.machines import heads
from shop.storefront.machines.addresses import in_every_language
from shop.storefront.product_page import product_page
from tests.factories import (
    make_colours,
    make_member,
    make_product,
    make_variant,
)
from tests.shop.machines.pages import Page

pytestmark = pytest.mark.django_db
SITE = "https://market.example"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def tea() -> Category:
    tea = Category(name_en="Tea", name_zh_hans="茶", description_en="<p>From Uji.</p>")
    return Category.objects.add_root(instance=tea)


@pytest.fixture
def sencha(tea) -> Product:
    return make_product(
        title_en="Sencha",
        title_zh_hans="煎茶",
        slug_en="sencha",
        description_en="<p>Green &amp; fresh.</p><p>From Uji.</p>",
        categories=["tea"],
    )


def seen(client, path: str) -> Page:
    return Page(client.get(path))


def of_sencha(sencha) -> dict[str, str]:
    english = f"{SITE}/en/catalogue/sencha_{sencha.pk}/"
    chinese = f"{SITE}/zh-hans/catalogue/{quote('煎茶')}_{sencha.pk}/"
    return {"en": english, "zh-Hans": chinese, "x-default": english}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("query", ["", "?variant=7", "?utm_source=x&x=%22%3E"])
def test_a_product_names_itself_in_every_language(client, sencha, language, query):
    addresses = of_sencha(sencha)
    path = addresses["en" if language == "en" else "zh-Hans"].removeprefix(SITE)

    page = seen(client, path + query)

    assert page.canonical == SITE + path
    assert page.alternates == addresses
    assert not page.robots


@pytest.mark.parametrize(
    ("query", "canonical", "robots"),
    [
        ("", "", ""),
        ("?utm_source=mail&gclid=1", "", ""),
        ("?page=1", "", ""),
        ("?page=2", "?page=2", ""),
        ("?page=2&utm_medium=x", "?page=2", ""),
        ("?page=-3", "", ""),
        ("?page=x", "", ""),
        ("?sort=price", "", ""),
        ("?sort=&page=2", "?page=2", ""),
        ("?sort=price&page=2", "", ""),
        ("?stock=1", "", "noindex, follow"),
        ("?stock=1&price=1&page=1", "", "noindex, follow"),
        ("?offers=1&sort=name", "", "noindex, follow"),
        ("?colour=green", "", "noindex, follow"),
        ("?stock=", "", ""),
    ],
)
def test_a_list_is_listed_once(client, tea, query, canonical, robots):
    for number in range(21):
        make_product(title=f"Tea {number}", categories=["tea"])
    for path in ("/en/catalogue/", f"/en/catalogue/category/tea_{tea.pk}/"):
        page = seen(client, path + query)

        assert page.canonical == SITE + path + canonical
        assert page.alternates["en"] == SITE + path + canonical
        assert page.robots == robots


def test_pages_of_a_list_have_their_own_titles(client, tea):
    for number in range(21):
        make_product(title=f"Tea {number}", categories=["tea"])
    path = f"/en/catalogue/category/tea_{tea.pk}/"

    assert seen(client, path).title == "Tea · Morning Market"
    assert seen(client, f"{path}?page=2").title == "Tea, page 2 · Morning Market"


@pytest.mark.parametrize(
    ("path", "robots"),
    [
        ("/en/", ""),
        ("/zh-hans/", ""),
        ("/en/points/how-it-works/", ""),
        ("/en/search/", "noindex, follow"),
        ("/en/styleguide/", "noindex, follow"),
    ],
)
def test_public_pages_name_themselves(client, path, robots):
    page = seen(client, path + "?q=tea")

    assert page.canonical == SITE + path
    below = path.removeprefix("/en/").removeprefix("/zh-hans/")
    assert page.alternates == {
        "en": f"{SITE}/en/{below}",
        "zh-Hans": f"{SITE}/zh-hans/{below}",
        "x-default": f"{SITE}/en/{below}",
    }
    assert page.robots == robots


@pytest.mark.parametrize("path", ["account/sign-in/", "basket/", "points/"])
def test_pages_of_ones_own_are_listed_nowhere(path):
    client = Client()
    client.force_login(make_member())
    page = seen(Client() if "sign-in" in path else client, f"/en/{path}")

    assert page.robots == "noindex"
    assert not page.head.xpath('link[@rel="canonical"]')
    assert not page.alternates


@pytest.mark.parametrize("path", ["nowhere/", "catalogue/tea_99/", "catalogue/x/"])
def test_what_is_not_there_is_listed_nowhere(client, path):
    answer = client.get(f"/en/{path}")

    assert answer.status_code == 404
    assert 'rel="canonical"' not in answer.text
    assert 'content="noindex"' in answer.text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_switch_leads_to_the_same_thing(client, sencha, language):
    addresses = of_sencha(sencha)
    here, there = addresses["en"], addresses["zh-Hans"]
    if language == "zh-hans":
        here, there = there, here
    path = there.removeprefix(SITE)

    text = client.get(here.removeprefix(SITE) + "?variant=1").text

    assert f'<a class="language" href="{path}?variant=1"' in text
    assert client.get(path).status_code == 200


def test_texts_that_staff_wrote_come_first(client, tea, sencha):
    Product.objects.filter(pk=sencha.pk).update(
        meta_title_en="Buy sencha", meta_description_en="Fresh < green > tea"
    )
    Category.objects.filter(pk=tea.pk).update(
        meta_title_zh_hans="好茶", meta_description_zh_hans="好喝的茶"
    )

    product = seen(client, of_sencha(sencha)["en"].removeprefix(SITE))
    assert product.title == "Buy sencha · Morning Market"
    assert product.description == "Fresh < green > tea"
    category = seen(client, f"/zh-hans/catalogue/category/茶_{tea.pk}/")
    assert category.title == "好茶 · 晨集"
    assert category.description == "好喝的茶"


def test_else_the_description_says_it(client, tea, sencha):
    product = seen(client, of_sencha(sencha)["en"].removeprefix(SITE))
    category = seen(client, f"/en/catalogue/category/tea_{tea.pk}/")

    assert product.description == "Green & fresh. From Uji."
    assert category.description == "From Uji."


def test_without_any_text_the_name_does(client):
    bare = make_product(title="Bowl", title_zh_hans="碗")
    path = bare.get_absolute_url()

    assert seen(client, path).description.startswith("Bowl: good things")
    chinese = seen(client, f"/zh-hans/catalogue/碗_{bare.pk}/")
    assert chinese.description.startswith("碗")
    assert "good" not in chinese.description


def test_a_link_is_shown_with_a_picture_of_its_own(client, sencha, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    path = sencha.get_absolute_url()
    assert seen(client, path).meta("og:image").startswith(f"{SITE}/static/shop/share")

    ProductImage.objects.create(product=sencha, original="tea.png")
    page = seen(client, path)
    assert page.meta("og:image") == f"{SITE}/media/tea.png"
    assert not page.meta("og:image:width")

    (tmp_path / "tea.png.share.jpg").write_bytes(b"made")
    pages.forget()  # whoever makes it writes it down as well, which ends the page
    page = seen(client, path)
    assert page.meta("og:image") == f"{SITE}/media/tea.png.share.jpg"
    assert page.meta("og:image:width") == "1200"
    assert page.meta("og:image:height") == "630"
    assert page.meta("og:type") == "product"
    assert page.meta("og:title") == "Sencha"
    assert page.meta("og:locale") == "en_US"
    assert page.meta("og:locale:alternate") == "zh_CN"
    assert page.meta("twitter:card") == "summary_large_image"


def test_a_product_says_what_its_page_shows(client, sencha):
    page = seen(client, sencha.get_absolute_url())

    said = page.data["Product"]
    assert said["name"] == "Sencha"
    assert said["url"] == page.canonical
    assert said["offers"]["price"] == "10.00"
    assert said["offers"]["priceCurrency"] == "EUR"
    assert said["offers"]["priceSpecification"][1]["membershipPointsEarned"] == 10
    steps = page.data["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == ["Home", "Tea", "Sencha"]
    assert steps[-1]["item"] == page.canonical


def test_variants_have_addresses_that_choose_them(client):
    forest, cream = make_colours(("Forest", "松绿"), ("Cream", "奶白"))
    parent = forest.parent

    page = seen(client, parent.get_absolute_url())

    group = page.data["ProductGroup"]
    urls = [one["url"] for one in group["hasVariant"]]
    assert urls == [
        f"{page.canonical}?variant={forest.pk}",
        f"{page.canonical}?variant={cream.pk}",
    ]
    assert len({one["sku"] for one in group["hasVariant"]}) == 2
    assert group["variesBy"] == ["https://schema.org/color"]
    assert [one["color"] for one in group["hasVariant"]] == ["Forest", "Cream"]


def test_the_front_page_says_who_sells_and_what_points_are(client):
    data = seen(client, "/zh-hans/").data

    programme = data["Organization"]["hasMemberProgram"]
    assert programme["name"] == "积分"
    assert programme["hasTiers"][0]["@id"] == f"{SITE}/#member"
    assert programme["url"] == f"{SITE}/zh-hans/points/how-it-works/"
    target = data["WebSite"]["potentialAction"]["target"]["urlTemplate"]
    assert target == f"{SITE}/zh-hans/search/?q={{search_term_string}}"


ODD = "</script><script>alert(1)</script> 🎁 \u2028 & \"quoted\" 'too' <!-- \\u003C"


def test_odd_texts_end_no_data_block(client):
    product = make_product(title=ODD, description=ODD)
    Product.objects.filter(pk=product.pk).update(description_en=ODD)

    page = seen(client, product.get_absolute_url())

    assert page.data["Product"]["name"] == " ".join(ODD.split(" "))
    assert "alert" not in page.data["Product"].get("description", "")


@pytest.mark.parametrize(
    "odd",
    [
        {"description_en": "x" * 2_000_000},
        {"description_en": None, "title_zh_hans": None, "title_en": "🎁"},
        {"meta_title_en": "", "meta_description_en": " " * 300},
        {"title_en": "", "title_zh_hans": ""},
        {"upc": "not a number"},
        {"slug_en": "x" * 255, "slug_zh_hans": "茶" * 255},
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_odd_row_breaks_its_page(client, sencha, odd, language):
    variant = make_variant(sencha, price="0.00")
    Product.objects.filter(pk__in=[sencha.pk, variant.pk]).update(
        **({name: value for name, value in odd.items() if name != "upc"})
    )
    if "upc" in odd:
        Product.objects.filter(pk=variant.pk).update(**odd)
    answer = client.get(f"/{language}/catalogue/_{sencha.pk}/", follow=True)

    page = Page(answer)
    assert page.data["ProductGroup"]["hasVariant"][0]["offers"]["price"] == "0.00"
    assert len(answer.content) < 3_000_000
    assert len(page.description) <= 200


def test_what_is_not_for_sale_is_not_offered(client, sencha):
    sencha.stockrecords.update(price=None)

    data = seen(client, sencha.get_absolute_url()).data

    assert data.keys() == {"BreadcrumbList"}


def test_a_picture_that_is_lost_breaks_nothing(client, sencha):
    ProductImage.objects.create(product=sencha, original="gone/never-was.png")
    ProductImage.objects.create(product=make_product(), original="")

    page = seen(client, sencha.get_absolute_url())

    assert page.data["Product"]["image"] == [f"{SITE}/media/gone/never-was.png"]


def test_a_share_is_of_one_size_whatever_the_picture(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    for number, size in enumerate([(960, 1200), (1200, 630), (40, 30), (3000, 200)]):
        file = BytesIO()
        Image.new("RGBA", size, (0, 90, 0, 90)).save(file, "PNG")
        image = ProductImage(product=make_product())
        image.original.save(f"odd-{number}.png", ContentFile(file.getvalue()))
        renditions.make(image.original.name)

        with Image.open(tmp_path / f"{image.original.name}.share.jpg") as made:
            assert (made.size, made.format) == ((1200, 630), "JPEG")


def test_a_head_asks_the_database_nothing(rf, sencha, django_assert_num_queries):
    variants = make_colours(("Forest", "松绿"), ("Cream", "奶白"))[0].parent
    request = rf.get("/")
    request.user = AnonymousUser()
    request.strategy = Selector().strategy()
    for product in (sencha, variants):
        page = product_page(request, product.pk, None)
        with django_assert_num_queries(0):
            assert heads.of_product(page).data
    with django_assert_num_queries(0):
        heads.of_home()


def test_the_page_about_points_is_shared_by_its_name(client):
    page = seen(client, "/zh-hans/points/how-it-works/")

    assert page.meta("og:title") == "积分说明"
    assert page.description == page.meta("og:description")
    assert page.title.startswith(page.meta("og:title"))


def test_nothing_depends_on_who_asks(client, sencha):
    member = make_member()
    path = sencha.get_absolute_url()
    as_visitor = seen(client, path)
    client.force_login(member)
    client.post("/en/basket/add/", {"product_id": sencha.pk, "quantity": 1})

    as_member = seen(client, path)

    assert as_member.data == as_visitor.data
    assert as_member.canonical == as_visitor.canonical
    price = as_member.data["Product"]["offers"]["price"]
    assert Decimal(price) == Decimal(10)


def test_a_language_without_an_address_is_left_out(tea):
    """F16: one odd row takes no page down."""
    way = {"en": "a b", "zh-hans": "茶"}

    assert in_every_language(lambda: address_of(tea.pk, way)).keys() == {"zh-hans"}
