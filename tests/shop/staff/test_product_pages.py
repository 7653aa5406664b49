"""The staff's own pages of goods: what is written there, and what is refused."""

import io
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from PIL import Image

from shop.audit.models import Entry
from shop.forks.catalogue.models import (
    AttributeOption,
    Product,
    ProductAttribute,
    ProductImage,
)
from shop.forks.partner.models import DEAREST
from shop.search import documents, tasks
from shop.search.models import SearchDocument
from shop.storefront.models import KeptTile
from tests.factories import (
    make_basket,
    make_category,
    make_colours,
    make_mark,
    make_product,
    make_product_class,
    make_variant,
    place,
)
from tests.shop.staff.filling import errors, save_goods

pytestmark = pytest.mark.django_db


def page_of(product):
    return reverse("staff:product", args=[product.pk])


def begin(client, **fields):
    kind = make_product_class(19)
    sent = {"kind": kind.pk, "title_en": "Teapot"} | fields
    return client.post(reverse("staff:new-product"), sent)


def drawn(colour="teal", kind="PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 40), colour).save(file, kind)
    return file.getvalue()


def a_picture(name="cup.png", content=None):
    return SimpleUploadedFile(name, content or drawn(), content_type="image/png")


# -- Begun, written, published --------------------------------------------------------


def test_a_product_from_its_first_word_to_the_shop(managing, client):
    make_category("tea")
    page = begin(managing, title_zh_hans="茶壶")
    assert page.status_code == 302, errors(page)
    product = Product.objects.get()
    assert (product.slug_en, product.slug_zh_hans) == ("teapot", "茶壶")
    assert client.get(product.get_absolute_url()).status_code == 404

    page = save_goods(
        managing,
        product,
        price="12.5",
        in_stock="4",
        sku="POT-1",
        categories=["tea"],
        description_en="<p onclick='x()'>Clay</p><script>alert(1)</script>",
        description_zh_hans="<b>紫砂</b><iframe src='//evil'></iframe>",
        max_points_share="40",
        do="publish",
    )

    assert page.status_code == 302, errors(page)
    product.refresh_from_db()
    # S12: reduced to harmless markup in every language
    assert product.description_en == "<p>Clay</p>"
    assert product.description_zh_hans == "<b>紫砂</b>"
    assert client.get(product.get_absolute_url()).status_code == 200
    # What lists show of it is written along.
    assert str(KeptTile.objects.get(product_id=product.pk).price) == "12.50"
    # S19
    entry = Entry.objects.order_by("-pk")[0]
    assert (entry.action, entry.subject) == ("product.change", f"product:{product.pk}")
    assert entry.before["price"] is None
    assert entry.after["price"] == "12.50"
    assert entry.after["max_points_share"] == 40
    assert "title_en" not in entry.after


def test_what_lacks_a_price_or_a_category_is_not_published(managing):
    begin(managing)
    product = Product.objects.get()

    page = save_goods(managing, product, title_en="Pot", do="publish")

    assert page.status_code == 422
    assert "A price, A category" in page.text
    product.refresh_from_db()
    assert (product.is_public, product.title_en) == (False, "Teapot")


def test_taken_off_sale_it_is_found_no_more(managing, client):
    product = make_product()
    assert save_goods(managing, product, do="withdraw").status_code == 302
    assert client.get(product.get_absolute_url()).status_code == 404
    assert not KeptTile.objects.filter(product_id=product.pk, is_listed=True).exists()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_draft_is_seen_beforehand_by_staff_alone(managing, client, language):
    product = make_product(title="Samovar", is_public=False)
    url = reverse("staff:preview-product", args=[product.pk])
    url = url.replace("/en/", f"/{language}/")
    assert "Samovar" in managing.get(url).text
    managing.logout()
    assert managing.get(url).status_code == 302


def test_a_title_is_short_but_a_longer_one_may_stay(managing):
    assert "title_en" in errors(begin(managing, title_en="x" * 121))
    kept = make_product(title="y" * 200)

    page = save_goods(managing, kept, title_zh_hans="茶" * 121)
    assert list(errors(page)) == ["title_zh_hans"]
    page = save_goods(managing, kept, title_zh_hans="茶" * 120)
    assert page.status_code == 302, errors(page)
    kept.refresh_from_db()
    assert (kept.title_en, kept.title_zh_hans) == ("y" * 200, "茶" * 120)


def test_a_product_needs_its_english_title(managing):
    page = begin(managing, title_en="", title_zh_hans="茶壶")
    assert page.status_code == 422
    assert "title_en" in errors(page)
    assert not Product.objects.exists()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_missing_translation_stays_missing(managing, language):
    """In whichever language of the two the page was used."""
    product = make_product(title="Cup")
    page = save_goods(managing, product, language=language, title_en="Mug")
    assert page.status_code == 302, errors(page)
    product.refresh_from_db()
    assert product.title_en == "Mug"
    assert not product.title_zh_hans


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("en", ["Title (English)", "Title (Chinese)", "Description (English)"]),
        ("zh-hans", ["标题（英文）", "标题（中文）", "说明（中文）"]),
    ],
)
def test_every_text_says_which_language_it_is(managing, language, labels):
    url = page_of(make_product()).replace("/en/", f"/{language}/")
    page = managing.get(url).text
    for label in labels:
        assert re.search(rf"<label [^>]*>{re.escape(label)}", page)


def test_what_is_missing_is_told(managing):
    product = make_product(title="Cup")
    page = managing.get(page_of(product))
    assert page.context["needs"] == []
    wished = [name for name, _text in page.context["wishes"]]
    assert wished == [
        "title_zh_hans",
        "description_en",
        "description_zh_hans",
        "pictures",
    ]


def epochs():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM freshness_change")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    "wanted", [{"title_en": "Samovar"}, {"price": "7"}, {"categories": []}]
)
def test_what_shows_it_is_made_anew(
    managing, wanted, django_capture_on_commit_callbacks, monkeypatch
):
    """Pages that are kept end, lists and the search know what it is by now."""
    product = make_product("10.00", title="Cup")
    documents.index_product(product.pk)
    monkeypatch.setattr(tasks.index_product, "delay", documents.index_product)
    before = epochs()
    with django_capture_on_commit_callbacks(execute=True):
        assert save_goods(managing, product, **wanted).status_code == 302
    assert epochs() > before
    tile = KeptTile.objects.get(product_id=product.pk)
    document = SearchDocument.objects.get(product=product)
    assert tile.title_en == wanted.get("title_en", "Cup")
    assert str(tile.price) == ("7.00" if "price" in wanted else "10.00")
    assert tile.shelf_ids == [one.pk for one in product.categories.all()]
    assert ("samovar" in document.titles) == ("title_en" in wanted)


# -- Numbers --------------------------------------------------------------------------


@pytest.mark.parametrize("share", ["-1", "101", "half"])
def test_a_points_share_is_a_percentage(managing, share):
    product = make_product(max_points_share=30)
    page = save_goods(managing, product, max_points_share=share)
    assert page.status_code == 422
    assert list(errors(page)) == ["max_points_share"]
    product.refresh_from_db()
    assert product.max_points_share == 30


@pytest.mark.parametrize("price", ["-5.00", "-0.01"])
def test_a_price_is_not_negative(managing, price):
    """F17"""
    product = make_product("10.00")
    page = save_goods(managing, product, price=price)
    assert page.status_code == 422
    assert errors(page) == {"price": ["A price cannot be negative."]}
    with pytest.raises(IntegrityError, match="price"), transaction.atomic():
        product.stockrecords.update(price=price)


def test_a_price_can_be_summed(managing):
    """F53: as many as a basket takes fit an order's total, and the form says so."""
    product = make_product("10.00")
    page = save_goods(managing, product, price="10000000")
    assert page.status_code == 422
    assert errors(page) == {"price": ["A price has at most seven digits."]}
    with pytest.raises(IntegrityError, match="summed"), transaction.atomic():
        product.stockrecords.update(price="10000000")
    assert DEAREST * settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD < 10**10


def test_a_price_may_be_nothing(managing, client):
    """F17"""
    product = make_product("10.00")
    page = save_goods(managing, product, price="0")
    assert page.status_code == 302, errors(page)
    for path in ("/en/catalogue/?sort=price", product.get_absolute_url()):
        assert client.get(path).status_code == 200


def test_what_is_promised_to_orders_stays_in_stock(managing):
    """F17"""
    product = make_product(stock=10)
    product.stockrecords.update(num_allocated=3)

    page = save_goods(managing, product, in_stock="2")

    assert page.status_code == 422
    assert errors(page) == {"in_stock": ["3 pieces are promised to orders."]}
    page = save_goods(managing, product, in_stock="")
    assert errors(page) == {"in_stock": ["3 pieces are promised to orders."]}
    page = save_goods(managing, product, in_stock="3")
    assert page.status_code == 302, errors(page)
    assert product.stockrecords.get().num_in_stock == 3


@pytest.mark.parametrize("stock", ["-1", "2147483648", "many"])
def test_stock_is_a_number_of_pieces(managing, stock):
    """F17"""
    page = save_goods(managing, make_product(), in_stock=stock)
    assert page.status_code == 422
    assert list(errors(page)) == ["in_stock"]


def test_an_article_number_is_of_one_product(managing):
    taken = make_product().stockrecords.get().partner_sku
    page = save_goods(managing, make_product(), sku=taken)
    assert page.status_code == 422
    assert list(errors(page)) == ["sku"]


# -- Words and addresses --------------------------------------------------------------


def test_a_title_in_chinese_alone_is_shown_in_english_too(client):
    """F53"""
    product = make_product(title="Cup")
    Product.objects.filter(pk=product.pk).update(title_en="", title_zh_hans="陶杯")
    product = Product.objects.get(pk=product.pk)
    assert product.get_title() == "陶杯"
    assert "陶杯" in client.get(product.get_absolute_url()).text


@pytest.mark.parametrize("slug", ["", "-", "_", "--"])
def test_a_product_without_an_address_is_refused(managing, slug):
    """F16"""
    assert "title_en" in errors(begin(managing, title_en="☕"))
    assert not Product.objects.exists()
    product = make_product(title="Cup")
    page = save_goods(managing, product, title_en="☕", slug_en=slug)
    assert page.status_code == 422
    assert list(errors(page)) == ["slug_en"]
    product.refresh_from_db()
    assert product.title_en == "Cup"


def test_names_of_any_signs_break_no_page(managing, client):
    """F16"""
    product = make_product(title="☕", categories=["tea"])
    shelf = product.categories.get()
    shelf.name = "🎁 <b>&"
    shelf.save()
    assert save_goods(managing, product, title_zh_hans="🍵").status_code == 302
    for url in (
        reverse("staff:products"),
        reverse("staff:products", query={"text": "☕", "category": "tea"}),
        page_of(product),
        product.get_absolute_url(),
    ):
        page = managing.get(url, follow=True)
        assert page.status_code == 200
        assert "<b>&" not in page.text


def test_a_former_address_leads_to_the_new_one(managing, client):
    product = make_product(title="Cup")
    former = product.get_absolute_url()
    assert save_goods(managing, product, slug_en="mug").status_code == 302
    leads = client.get(former)
    assert leads.status_code == 301
    assert leads["Location"].endswith(Product.objects.get().get_absolute_url())


def test_a_variant_follows_its_parent(managing):
    """F16: one without words takes its parent's address."""
    parent = make_product(title="☕", max_points_share=30)
    variant = make_variant(parent)
    form = managing.get(page_of(variant)).context["form"]
    assert not {"max_points_share", "description_en", "categories"} & set(form.fields)

    page = save_goods(managing, variant, title_en="☕", slug_en="")

    assert page.status_code == 302, errors(page)
    variant.refresh_from_db()
    assert variant.slug_en == parent.slug
    assert variant.points_share == 30


@pytest.mark.parametrize("odd", ["\0", "NaN", "-1", "9" * 30, "🎁" * 300, "None-1"])
def test_whatever_is_sent_is_answered(managing, odd):
    product = make_variant(make_product(title="Pot")).parent
    for name in ("product", "product-variants", "add-variants", "new-product"):
        args = [] if name == "new-product" else [product.pk]
        url = reverse(f"staff:{name}", args=args)
        page = managing.get(url)
        names = re.findall(r'name="([^"]+)"', page.text)
        token = page.context["token"] if "token" in (page.context or {}) else odd
        for sent in (dict.fromkeys(names, odd), {"seen": odd, "do": odd}):
            answer = managing.post(url, sent | {"seen": token, "do": f"up-{odd}"})
            assert answer.status_code < 500, name
    for asked in ("text", "category", "state", "stock", "page", "order"):
        url = reverse("staff:products", query={asked: odd})
        assert managing.get(url).status_code == 200


# -- Properties -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", " Jingdezhen ", "Jingdezhen"),
        ("integer", "320", 320),
        ("float", "0.5", 0.5),
        ("boolean", "False", False),
        ("date", "2025-03-14", "2025-03-14"),
    ],
)
def test_a_property_is_written_by_its_kind(managing, kind, typed, kept):
    product = make_product()
    ProductAttribute.objects.create(
        product_class=product.product_class, code="said", name="Said", type=kind
    )
    page = save_goods(managing, product, attr_said=typed)
    assert page.status_code == 302, errors(page)
    form = managing.get(page_of(product)).context["form"]
    assert form["attr_said"].value() == kept
    assert Entry.objects.get().after == {"attr_said": kept}
    assert save_goods(managing, product, attr_said="").status_code == 302
    assert not product.attribute_values.exists()


def test_an_option_is_one_of_its_group(managing):
    product = make_product()
    make_mark(product, ("Colour", "颜色"), ("Forest", "松绿"))
    other = make_product(vat_rate=7)
    make_mark(other, ("Size", "尺寸"), ("Large", "大"))
    large = AttributeOption.objects.get(option_en="Large")
    page = save_goods(managing, product, attr_colour=large.pk)
    assert list(errors(page)) == ["attr_colour"]


# -- Pictures -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [b"", b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", drawn()[:60]],
    ids=["empty", "text", "svg", "cut off"],
)
@pytest.mark.parametrize("name", ["cup.png", "cup.exe"])
def test_what_is_no_picture_is_refused(managing, content, name):
    product = make_product()
    upload = SimpleUploadedFile(name, content, content_type="image/png")

    page = save_goods(managing, product, title_en="Mug", uploads=[upload])

    assert page.status_code == 422
    [message] = errors(page)["uploads"]
    assert message.startswith(name)
    assert not product.images.exists()
    assert Product.objects.get().title_en != "Mug"


@pytest.fixture
def pictured(managing, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    product = make_product(title="Cup")
    files = [a_picture(f"{name}.png") for name in ("one", "two", "three")]
    assert save_goods(managing, product, uploads=files).status_code == 302
    return product


def names(product):
    return [
        re.sub(r"_\w+", "", image.original.name.rpartition("/")[2])
        for image in ProductImage.objects.filter(product=product)
    ]


def test_several_pictures_are_put_in_order_and_described(managing, pictured, client):
    assert names(pictured) == ["one.png", "two.png", "three.png"]

    assert save_goods(managing, pictured, do="up-2").status_code == 302
    assert names(pictured) == ["one.png", "three.png", "two.png"]
    assert save_goods(managing, pictured, do="down-0").status_code == 302
    assert names(pictured) == ["three.png", "one.png", "two.png"]
    # As somebody drags them: in the order of the fields.
    said = {"alt_en-2": "A cup of clay", "alt_zh_hans-2": "陶杯"}
    page = save_goods(managing, pictured, picture=["2", "0", "1"], **said)
    assert page.status_code == 302
    assert names(pictured) == ["two.png", "three.png", "one.png"]

    url = pictured.get_absolute_url()
    assert 'alt="A cup of clay"' in client.get(url).text
    shown = client.get(url.replace("/en/", "/zh-hans/"), follow=True).text
    assert 'alt="陶杯"' in shown
    assert "A cup of clay" not in shown


def test_a_picture_taken_away_comes_back(managing, pictured):
    save_goods(managing, pictured, **{"alt_en-0": "The first"})
    assert save_goods(managing, pictured, do="remove-0").status_code == 302
    assert names(pictured) == ["two.png", "three.png"]

    assert undo(managing, pictured).status_code == 302

    assert names(pictured) == ["one.png", "two.png", "three.png"]
    assert pictured.images.get(display_order=0).caption_en == "The first"


# -- History --------------------------------------------------------------------------


def undo(client, product):
    return client.post(client.get(page_of(product)).context["undo"])


def test_the_last_change_is_taken_back(managing):
    product = make_product("10.00", title="Cup", stock=18)
    save_goods(managing, product, title_en="Mug", price="9", in_stock="20")
    product.stockrecords.update(num_in_stock=15)  # five are sold and sent

    assert undo(managing, product).status_code == 302

    product.refresh_from_db()
    stock = product.stockrecords.get()
    assert (product.title_en, str(stock.price)) == ("Cup", "10.00")
    assert stock.num_in_stock == 13
    page = managing.get(page_of(product)).text
    assert "The change before was taken back" in page
    assert 'Mug → <span class="strong">Cup</span>' in page


def test_what_was_changed_since_is_not_taken_back(managing):
    product = make_product(title="Cup")
    save_goods(managing, product, title_en="Mug")
    url = managing.get(page_of(product)).context["undo"]
    save_goods(managing, product, title_en="Beaker")

    assert managing.post(url).status_code == 302

    product.refresh_from_db()
    assert product.title_en == "Beaker"
    # Nor what changed by a way that the log does not know.
    Product.objects.filter(pk=product.pk).update(title_en="Jug")
    undo(managing, product)
    assert Product.objects.get().title_en == "Jug"


def test_a_copy_says_the_same_and_sells_nothing(managing, pictured):
    make_mark(pictured, ("Colour", "颜色"), ("Forest", "松绿"))
    url = reverse("staff:duplicate-product", args=[pictured.pk])
    assert managing.post(url).status_code == 302
    copy = Product.objects.exclude(pk=pictured.pk).get()
    assert (copy.title_en, copy.slug_en) == ("Cup (copy)", "cup-copy")
    assert not copy.is_public
    assert names(copy) == names(pictured)
    assert list(copy.categories.all()) == list(pictured.categories.all())
    assert copy.attribute_values.get().value_option.option_en == "Forest"
    record, original = copy.stockrecords.get(), pictured.stockrecords.get()
    assert (record.price, record.num_in_stock) == (original.price, 0)
    assert record.partner_sku != original.partner_sku


def test_a_copy_has_variants_of_its_own(managing):
    pot = make_colours(("Forest", "松绿"), ("Sand", "沙色"))[0].parent
    managing.post(reverse("staff:duplicate-product", args=[pot.pk]))
    copy = Product.objects.get(title_en="Casserole (copy)")
    assert [str(one.name.variant) for one in copy.children.order_by("pk")] == [
        "Colour: Forest",
        "Colour: Sand",
    ]


# -- Variants -------------------------------------------------------------------------


@pytest.fixture
def pot():
    """A product that can come in two colours and two sizes, and does not yet."""
    product = make_product("20.00", title="Pot", stock=5)
    for name, value in (("Colour", "Red"), ("Colour", "Blue"), ("Size", "Small")):
        other = make_product()
        make_mark(other, (name, name), (value, value))
    group = AttributeOption.objects.get(option_en="Small").group
    AttributeOption.objects.create(group=group, option_en="Large", option="Large")
    return product


def chosen(*options):
    keys = AttributeOption.objects.in_bulk(field_name="pk").values()
    return [one.pk for one in keys if one.option_en in options]


def add(client, product, **options):
    url = reverse("staff:add-variants", args=[product.pk])
    return client.post(url, options)


def variants(product):
    return {
        one.name.variant: one.stockrecords.get()
        for one in product.children.order_by("pk")
    }


def test_every_combination_becomes_a_variant_once(managing, pot):
    page = add(
        managing, pot, colour=chosen("Red", "Blue"), size=chosen("Small", "Large")
    )
    assert page.status_code == 302, errors(page)
    found = variants(pot)
    assert set(found) == {
        "Colour: Red · Size: Small",
        "Colour: Red · Size: Large",
        "Colour: Blue · Size: Small",
        "Colour: Blue · Size: Large",
    }
    assert {(str(one.price), one.num_in_stock) for one in found.values()} == {
        ("20.00", 0)
    }
    assert len({one.partner_sku for one in found.values()}) == 4
    pot.refresh_from_db()
    assert pot.is_parent
    assert not pot.stockrecords.exists()

    add(managing, pot, colour=chosen("Red"), size=chosen("Small", "Large"))
    assert pot.children.count() == 4


def matrix(client, product, **changes):
    url = reverse("staff:product-variants", args=[product.pk])
    page = client.get(url)
    sent = {"seen": page.context["token"]}
    for row in page.context["rows"]:
        for field in row.form:
            if (value := field.value()) not in (None, "") and value is not False:
                sent[field.html_name] = value
    return lambda **more: client.post(url, sent | changes | more)


def test_each_variant_has_its_price_stock_and_number(managing, pot, client):
    add(managing, pot, colour=chosen("Red", "Blue"))
    red, blue = pot.children.order_by("pk")
    send = matrix(
        managing,
        pot,
        **{f"{red.pk}-price": "25", f"{red.pk}-in_stock": "3", f"{red.pk}-sku": "RED"},
        **{f"{blue.pk}-in_stock": "2", f"{red.pk}-is_public": "on"},
        **{f"{blue.pk}-is_public": ""},
    )

    page = send()

    assert page.status_code == 302, errors(page)
    record = red.stockrecords.get()
    assert (str(record.price), record.num_in_stock) == ("25.00", 3)
    assert record.partner_sku == "RED"
    # Withdrawn, not deleted.
    red.refresh_from_db()
    blue.refresh_from_db()
    assert (red.is_public, blue.is_public) == (True, False)
    assert KeptTile.objects.get(product_id=pot.pk).price == record.price


def test_variants_of_what_is_on_sale_are_shown_when_somebody_says_so(managing, pot):
    add(managing, pot, colour=chosen("Red"))
    assert not pot.children.get().is_public


def test_what_was_sold_as_it_is_gets_no_variants(managing, pot):
    place(make_basket([(pot, 1)]))
    page = add(managing, pot, colour=chosen("Red"))
    assert page.status_code == 422
    assert "cannot become several" in page.text
    pot.refresh_from_db()
    assert pot.is_standalone


def test_a_wrong_row_saves_none(managing, pot):
    add(managing, pot, colour=chosen("Red", "Blue"))
    red, blue = pot.children.order_by("pk")
    number = blue.stockrecords.get().partner_sku
    send = matrix(managing, pot, **{f"{blue.pk}-price": "7"})
    page = send(**{f"{red.pk}-sku": number})
    assert page.status_code == 422
    assert blue.stockrecords.get().price != 7


# -- Found, and gone ------------------------------------------------------------------


def listed(client, **asked):
    page = client.get(reverse("staff:products", query=asked))
    return [row.product.title_en for row in page.context["page"]]


def test_goods_are_found_by_what_tells_them_from_others(managing):
    tea = make_product(title="Tea", categories=["drinks"], upc="4006381333931")
    shelf = make_category("green", parent=tea.categories.get())
    mug = make_product(title="Mug", stock=0, categories=[shelf.slug], is_public=False)
    variant = make_variant(make_product(title="Pot", title_zh_hans="炖锅"), stock=0)
    sku = variant.stockrecords.get().partner_sku

    assert listed(managing) == ["Pot", "Mug", "Tea"]
    assert listed(managing, text="炖锅") == ["Pot"]
    assert listed(managing, text=sku) == ["Pot"]
    assert listed(managing, text="40063813") == ["Tea"]
    assert listed(managing, category="drinks") == ["Mug", "Tea"]
    assert listed(managing, category="green") == ["Mug"]
    assert listed(managing, state="draft") == ["Mug"]
    assert listed(managing, stock="none") == ["Pot", "Mug"]
    assert listed(managing, stock="some") == ["Tea"]
    assert mug.pk


@pytest.mark.parametrize("parts", [1, 2])
def test_what_nobody_uses_goes(managing, parts):
    product = make_product(title="Cup")
    row = make_variant(product) if parts == 2 else product
    url = reverse("staff:remove-product", args=[row.pk])
    assert managing.get(url).status_code == 200
    assert managing.post(url).status_code == 302
    assert not Product.objects.filter(pk=row.pk).exists()
    entry = Entry.objects.get()
    assert (entry.action, entry.subject) == ("product.remove", f"product:{row.pk}")


@pytest.mark.parametrize(
    "name", ["products/1/", "products/create/", "products/1/delete/"]
)
def test_where_oscars_pages_were_these_are(managing, name):
    answer = managing.get(f"/en/dashboard/catalogue/{name}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/en/staff/products/")
