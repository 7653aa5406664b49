"""The file of all goods for Google's Merchant Center."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from lxml import etree
from oscar.apps.catalogue.models import ProductImage

from shop.forks.catalogue.models import Category, Product
from shop.storefront import tasks
from shop.storefront.machines import merchant_files
from shop.storefront.machines.merchant import Item, item
from tests.factories import make_category, make_colours, make_product, make_variant

pytestmark = pytest.mark.django_db
SITE = "https://market.example"
G = "{http://base.google.com/ns/1.0}"


@pytest.fixture(autouse=True)
def site(settings, tmp_path):
    settings.SITE_URL = SITE
    settings.MEDIA_ROOT = tmp_path


def written(client, language="en"):
    """The items of the file, each by its words."""
    tasks.write_merchant_files()
    answer = client.get(f"/{language}/merchant.xml")
    assert answer.status_code == 200
    root = etree.fromstring(answer.getvalue())
    return [
        {tag.tag.removeprefix(G): (tag.text or "").strip() for tag in one.iter()}
        for one in root.iter("item")
    ]


@pytest.fixture
def sencha() -> Product:
    tea = Category(name_en="Tea & herbs", name_zh_hans="茶")
    Category.objects.add_root(instance=tea)
    product = make_product(
        "12.50",
        title_en="Sencha <green>",
        title_zh_hans="煎茶",
        slug_en="sencha",
        description_en="<p>Fresh</p>",
        upc="4006381333931",
        weight_g=250,
        categories=[],
    )
    product.categories.set([tea])
    ProductImage.objects.create(product=product, original="tea.png")
    return product


def test_a_product_is_told_in_each_language(client, sencha):
    (told,) = written(client)

    assert told.pop("item") == ""
    assert told.pop("loyalty_program") == ""
    assert told == {
        "id": str(sencha.pk),
        "title": "Sencha <green>",
        "description": "Fresh",
        "link": f"{SITE}/en/catalogue/sencha_{sencha.pk}/",
        "image_link": f"{SITE}/media/tea.png",
        "availability": "in_stock",
        "price": "12.50 EUR",
        "gtin": "4006381333931",
        "product_type": "Tea & herbs",
        "shipping_weight": "250 g",
        "program_label": "points",
        "tier_label": "member",
        "loyalty_points": "12",
    }
    (chinese,) = written(client, "zh-hans")
    assert (chinese["title"], chinese["product_type"]) == ("煎茶", "茶")
    assert "/zh-hans/" in chinese["link"]


def test_variants_are_told_one_by_one(client):
    forest, cream = make_colours(("Forest", "松绿"), ("Cream", "奶白"))
    cream.stockrecords.update(num_in_stock=0)

    first, second = written(client)

    assert {one["item_group_id"] for one in (first, second)} == {str(forest.parent_id)}
    assert [one["color"] for one in (first, second)] == ["Forest", "Cream"]
    assert first["title"].endswith("(Colour: Forest)")
    assert first["link"].endswith(f"?variant={forest.pk}")
    assert second["availability"] == "out_of_stock"
    assert "loyalty_points" not in second


def test_what_has_no_price_or_name_or_is_hidden_is_left_out(client, sencha):
    make_product().stockrecords.update(price=None)
    make_product(is_public=False)
    Product.objects.filter(pk=make_product().pk).update(title_en="")
    childless = make_product()
    make_variant(childless).delete()

    assert [one["id"] for one in written(client)] == [str(sencha.pk)]


def test_goods_are_read_some_at_a_time(
    client, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(merchant_files, "CHUNK", 4)
    made = [make_product() for _each in range(10)]

    assert [one["id"] for one in written(client)] == [str(one.pk) for one in made]
    monkeypatch.setattr(merchant_files, "CHUNK", 500)
    with django_assert_max_num_queries(12):
        tasks.write_merchant_files()


def test_one_odd_row_is_left_out_and_told(client, sencha, monkeypatch, caplog):
    odd = make_product()
    read = merchant_files._sold

    def fail(piece, *rest):
        if piece.pk == odd.pk:
            raise ValueError("odd")
        return read(piece, *rest)

    monkeypatch.setattr(merchant_files, "_sold", fail)

    assert [one["id"] for one in written(client)] == [str(sencha.pk)]
    assert f"Product {odd.pk} is left out" in caplog.text


@pytest.mark.parametrize(
    "odd",
    [
        {"title_en": "\x07 🎁 ]]> & <b>"},
        {"title_en": "x" * 255, "description_en": "y" * 1_000_000},
        {"description_en": None},
        {"upc": "not a number"},
    ],
)
def test_odd_texts_break_no_file(client, sencha, odd):
    Product.objects.filter(pk=sencha.pk).update(**odd)

    (told,) = written(client)

    assert len(told["title"]) <= 150
    assert len(told.get("description", "")) <= 5000
    assert told["price"] == "12.50 EUR"


def test_a_currency_is_named_with_each_price():
    told = item(
        Item(
            key="1",
            title="Tea",
            description="",
            url="/",
            price=Decimal("1234.5"),
            currency="CHF",
            is_available=True,
        )
    )

    assert "<g:price>1234.50 CHF</g:price>" in told
    assert "<g:description>Tea</g:description>" in told
    assert "loyalty" not in told


def test_the_file_is_kept_until_it_is_written_anew(client, sencha):
    assert client.get("/en/merchant.xml").status_code == 404
    call_command("write_merchant_files")
    first = client.get("/en/merchant.xml")
    first.getvalue()

    again = client.get("/en/merchant.xml", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "public, max-age=3600"
    assert "Last-Modified" in first
    assert not first.cookies

    make_category("other")
    call_command("write_merchant_files")
    anew = client.get("/en/merchant.xml", HTTP_IF_NONE_MATCH=first["ETag"])
    assert anew.status_code == 200
    anew.getvalue()


def test_a_file_that_fails_leaves_the_one_before(client, sencha, monkeypatch):
    before = written(client)
    monkeypatch.setattr(merchant_files, "_goods", lambda: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        tasks.write_merchant_files()

    answer = client.get("/en/merchant.xml")
    assert len(list(etree.fromstring(answer.getvalue()).iter("item"))) == len(before)
    left = merchant_files.path_of("en").parent.iterdir()
    assert sorted(path.name for path in left) == [
        "merchant.en.xml",
        "merchant.zh-hans.xml",
    ]
