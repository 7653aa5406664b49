"""The catalogue dashboard: texts in both languages, and the shop's own fields."""

import io
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from shop.audit.models import Entry
from shop.forks.catalogue.models import (
    AttributeOption,
    AttributeOptionGroup,
    Category,
    Product,
    ProductAttribute,
    ProductClass,
    Tint,
)
from shop.forks.partner.models import DEAREST
from tests.factories import (
    make_category,
    make_product,
    make_product_class,
    make_variant,
)
from tests.shop.staff.filling import errors, filled, send

pytestmark = pytest.mark.filterwarnings(
    "ignore:Using Category"  # Oscar 4.2 on treebeard 7
)


@pytest.fixture
def kind(db) -> ProductClass:
    return make_product_class(19, track_stock=False)


def new_product(client, kind, **fields):
    url = reverse("dashboard:catalogue-product-create", args=[kind.slug])
    category = make_category("tea")
    page = client.get(url)
    data = filled(page) | {"productcategory_set-0-category": category.pk}
    return client.post(url, data | fields)


def test_a_product_is_written_in_both_languages(managing, kind):
    page = new_product(
        managing,
        kind,
        title_en="Teapot",
        title_zh_hans="茶壶",
        description_en="<p onclick='x()'>Clay</p><script>alert(1)</script>",
        description_zh_hans="<b>紫砂</b><iframe src='//evil'></iframe>",
        max_points_share="40",
    )

    assert page.status_code == 302, errors(page)
    product = Product.objects.get()
    assert (product.title_en, product.title_zh_hans) == ("Teapot", "茶壶")
    assert product.max_points_share == 40
    # S12: reduced to harmless markup in every language
    assert product.description_en == "<p>Clay</p>"
    assert product.description_zh_hans == "<b>紫砂</b>"
    # S19
    assert Entry.objects.get().after["max_points_share"] == "40"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_missing_translation_stays_missing(managing, language):
    """In whichever language of the two the page was used."""
    product = make_product(title="Cup")
    url = reverse("dashboard:catalogue-product", args=[product.pk])
    url = url.replace("/en/", f"/{language}/")

    page = send(managing, url, title_en="Mug")

    assert page.status_code == 302, errors(page)
    product.refresh_from_db()
    assert product.title_en == "Mug"
    assert not product.title_zh_hans


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("en", ["Title (English)", "Title (简体中文)", "Description (English)"]),
        ("zh-hans", ["标题（English）", "标题（简体中文）", "描述（简体中文）"]),
    ],
)
def test_every_text_says_which_language_it_is(managing, language, labels):
    url = reverse("dashboard:catalogue-product", args=[make_product().pk])
    page = managing.get(url.replace("/en/", f"/{language}/")).content.decode()
    written = re.sub(r"\s+", " ", page)
    for label in labels:
        assert f"> {label} </label>" in written


@pytest.mark.parametrize("share", ["-1", "101", "half"])
def test_a_points_share_is_a_percentage(managing, share):
    product = make_product(max_points_share=30)
    url = reverse("dashboard:catalogue-product", args=[product.pk])

    page = send(managing, url, max_points_share=share)

    assert page.status_code == 422
    assert list(errors(page)) == ["max_points_share"]
    product.refresh_from_db()
    assert product.max_points_share == 30


@pytest.mark.parametrize("price", ["-5.00", "-0.01"])
def test_a_price_is_not_negative(managing, price):
    """F17"""
    product = make_product("10.00")
    url = reverse("dashboard:catalogue-product", args=[product.pk])

    page = send(managing, url, **{"stockrecords-0-price": price})

    assert page.status_code == 422
    assert errors(page) == {"stockrecords-0-price": ["A price cannot be negative."]}
    with pytest.raises(IntegrityError, match="price"), transaction.atomic():
        product.stockrecords.update(price=price)


def test_a_price_can_be_summed(managing):
    """F53: as many as a basket takes fit an order's total, and the form says so."""
    product = make_product("10.00")
    url = reverse("dashboard:catalogue-product", args=[product.pk])

    page = send(managing, url, **{"stockrecords-0-price": "10000000"})

    assert page.status_code == 422
    assert errors(page) == {
        "stockrecords-0-price": ["A price has at most seven digits."]
    }
    with pytest.raises(IntegrityError, match="summed"), transaction.atomic():
        product.stockrecords.update(price="10000000")
    assert DEAREST * settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD < 10**10


def test_a_title_in_chinese_alone_is_shown_in_english_too(managing, client):
    """F53"""
    product = make_product(title="Cup")
    Product.objects.filter(pk=product.pk).update(title_en="", title_zh_hans="陶杯")
    product = Product.objects.get(pk=product.pk)
    assert product.get_title() == "陶杯"
    assert "陶杯" in client.get(product.get_absolute_url()).text


def test_a_price_may_be_nothing(managing, client):
    """F17"""
    product = make_product("10.00")
    url = reverse("dashboard:catalogue-product", args=[product.pk])

    page = send(managing, url, **{"stockrecords-0-price": "0"})

    assert page.status_code == 302, errors(page)
    for path in ("/en/catalogue/?sort=price", product.get_absolute_url()):
        assert client.get(path).status_code == 200


def test_what_is_promised_to_orders_stays_in_stock(managing):
    """F17"""
    product = make_product(stock=10)
    product.stockrecords.update(num_allocated=3)
    url = reverse("dashboard:catalogue-product", args=[product.pk])

    page = send(managing, url, **{"stockrecords-0-num_in_stock": "2"})

    assert page.status_code == 422
    assert errors(page) == {
        "stockrecords-0-num_in_stock": ["3 pieces are promised to orders."]
    }
    assert "3 pieces are promised to orders." in page.text

    page = send(managing, url, **{"stockrecords-0-num_in_stock": "3"})

    assert page.status_code == 302, errors(page)
    assert product.stockrecords.get().num_in_stock == 3


@pytest.mark.parametrize("stock", ["-1", "2147483648", "many"])
def test_stock_is_a_number_of_pieces(managing, stock):
    """F17"""
    product = make_product()
    url = reverse("dashboard:catalogue-product", args=[product.pk])

    page = send(managing, url, **{"stockrecords-0-num_in_stock": stock})

    assert page.status_code == 422
    assert list(errors(page)) == ["stockrecords-0-num_in_stock"]


def test_a_product_needs_its_english_title(managing, kind):
    page = new_product(managing, kind, title_zh_hans="茶壶")
    assert page.status_code == 422
    assert "title_en" in errors(page)
    assert not Product.objects.exists()


def test_a_variant_follows_its_parent(managing):
    parent = make_product(max_points_share=30)
    variant = make_variant(parent)
    url = reverse("dashboard:catalogue-product", args=[variant.pk])
    form = managing.get(url).context["form"]
    assert not {"max_points_share", "description_en"} & set(form.fields)

    page = send(managing, url, title_en="", title_zh_hans="大", max_points_share="90")

    assert page.status_code == 302, errors(page)
    variant.refresh_from_db()
    assert (variant.title_en or "", variant.title_zh_hans) == ("", "大")
    assert variant.points_share == 30


def test_a_product_class_has_its_tax_category(managing, kind):
    url = reverse("dashboard:catalogue-class-update", args=[kind.pk])

    page = send(
        managing,
        url,
        name_zh_hans="图书",
        tax_category="reduced",
        **{"attributes-0-name_en": "Pages", "attributes-0-name_zh_hans": "页数"},
        **{"attributes-0-type": "integer"},
    )

    assert page.status_code == 302, errors(page)
    kind.refresh_from_db()
    assert (kind.name_zh_hans, kind.tax_category_id) == ("图书", "reduced")
    attribute = ProductAttribute.objects.get()
    assert (attribute.code, attribute.name_zh_hans) == ("pages", "页数")
    refused = send(managing, url, tax_category="invented")
    assert list(errors(refused)) == ["tax_category"]


def test_a_category_has_its_tint(managing, db):
    page = send(
        managing,
        reverse("dashboard:catalogue-category-create"),
        name_en="Tea",
        name_zh_hans="茶",
        description_en="<p>Leaf</p><script>alert(1)</script>",
        tint=Tint.MOSS,
        treebeard_position="first-child",
    )

    assert page.status_code == 302, errors(page)
    category = Category.objects.get()
    assert (category.name_en, category.name_zh_hans) == ("Tea", "茶")
    assert (category.tint, category.slug) == ("moss", "tea")
    assert category.description_en == "<p>Leaf</p>"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("slug", ["", "--", "_", "a b", "🎁"])
def test_a_category_without_an_address_is_refused(managing, db, language, slug):
    """F16"""
    url = reverse("dashboard:catalogue-category-create")
    url = url.replace("/en/", f"/{language}/")

    page = send(
        managing, url, name_en="🎁", slug_en=slug, treebeard_position="first-child"
    )

    assert page.status_code == 422
    assert list(errors(page)) == ["slug_en"]
    assert not Category.objects.exists()
    assert managing.get(f"/{language}/").status_code == 200


def test_a_category_takes_its_address_from_either_language(managing, db):
    """F16"""
    page = send(
        managing,
        reverse("dashboard:catalogue-category-create"),
        name_en="🎁",
        name_zh_hans="礼物",
        treebeard_position="first-child",
    )

    assert page.status_code == 302, errors(page)
    assert Category.objects.get().slug == "礼物"


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name_en": "🎁", "slug_en": ""}, "slug_en"),
        ({"name_en": "🎁", "slug_en": "--"}, "slug_en"),
        ({"name_en": "", "slug_en": ""}, "name_en"),
    ],
)
def test_a_category_keeps_its_address(managing, db, changes, wrong):
    """F16"""
    category = make_category("tea")
    url = reverse("dashboard:catalogue-category-update", args=[category.pk])

    page = send(managing, url, **changes)

    assert page.status_code == 422
    assert list(errors(page)) == [wrong]
    category.refresh_from_db()
    assert category.slug == "tea"


@pytest.mark.parametrize("slug", ["", "-"])
def test_a_product_without_an_address_is_refused(managing, kind, slug):
    """F16"""
    page = new_product(managing, kind, title_en="☕", slug_en=slug)

    assert page.status_code == 422
    assert list(errors(page)) == ["slug_en"]
    assert not Product.objects.exists()


def test_a_variant_without_words_takes_its_parents_address(managing):
    """F16"""
    parent = make_product(title="☕")
    variant = make_variant(parent)
    url = reverse("dashboard:catalogue-product", args=[variant.pk])

    page = send(managing, url, title_en="☕", slug_en="")

    assert page.status_code == 302, errors(page)
    variant.refresh_from_db()
    assert variant.slug == parent.slug


def test_an_attribute_needs_a_code_that_can_be_written(managing, kind):
    """F16"""
    url = reverse("dashboard:catalogue-class-update", args=[kind.pk])

    page = send(managing, url, **{"attributes-0-name_en": "🎨"})

    assert page.status_code == 422
    assert "attributes-0-code" in errors(page)
    assert not ProductAttribute.objects.exists()


def test_attribute_options_exist_in_both_languages(managing, db):
    url = reverse("dashboard:catalogue-attribute-option-group-create")

    page = send(
        managing,
        url,
        name="Size",
        **{"options-0-option_en": "Small", "options-0-option_zh_hans": "小"},
        **{"options-1-option_en": "Medium", "options-2-option_en": "Large"},
    )

    assert page.status_code == 302, errors(page)
    texts = AttributeOption.objects.values_list("option_en", "option_zh_hans")
    assert set(texts) == {("Small", "小"), ("Medium", None), ("Large", None)}
    group = AttributeOptionGroup.objects.get()
    url = reverse("dashboard:catalogue-attribute-option-group-update", args=[group.pk])
    again = send(managing, url, **{"options-3-option_en": "Small"})
    assert again.status_code == 422
    assert errors(again)


def drawn() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 40), "teal").save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", drawn()[:60]],
    ids=["empty", "text", "svg", "cut off"],
)
@pytest.mark.parametrize("name", ["cup.png", "cup.exe"])
def test_what_is_no_picture_is_refused(managing, content, name):
    product = make_product()
    url = reverse("dashboard:catalogue-product", args=[product.pk])
    upload = SimpleUploadedFile(name, content, content_type="image/png")

    page = send(managing, url, **{"images-0-original": upload})

    assert page.status_code == 422
    [message] = errors(page)["images-0-original"]
    assert message in page.content.decode().replace("&#x27;", "'")
    assert not product.images.exists()


def test_a_picture_is_accepted(managing, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    product = make_product()
    url = reverse("dashboard:catalogue-product", args=[product.pk])
    upload = SimpleUploadedFile("cup.png", drawn(), content_type="image/png")

    page = send(managing, url, **{"images-0-original": upload})

    assert page.status_code == 302, errors(page)
    assert product.images.count() == 1
