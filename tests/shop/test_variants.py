"""F01: which variant it is stands under the name, wherever the goods are named."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from shop.documents.models import Document
from shop.forks.basket.models import Basket
from shop.forks.catalogue.models import (
    AttributeOption,
    Product,
    ProductAttribute,
    ProductImage,
)
from shop.forks.order.models import Line, Order
from shop.orders import mails
from shop.orders.paying import confirming
from shop.orders.told.order import tell_order
from tests.factories import (
    make_basket,
    make_category,
    make_colours,
    make_member,
    make_offer,
    make_order_desk,
    make_product,
    make_variant,
    place,
)

pytestmark = pytest.mark.django_db
FOREST = ("Forest", "松绿")
CREAM = ("Cream", "奶白")


@pytest.fixture
def colours() -> list[Product]:
    return make_colours(FOREST, CREAM)


@pytest.fixture
def order(colours) -> Order:
    """An order of both colours, paid."""
    basket = make_basket([(colour, 1) for colour in colours], owner=make_member())
    placed = place(basket, at=timezone.now() - timedelta(hours=1))
    confirming.confirm_paid(order=placed, at=timezone.now())
    placed.refresh_from_db()
    return placed


def test_f01_the_basket_the_toast_and_the_checkout_say_which(client, colours):
    for colour in colours:
        added = client.post(
            reverse("basket:add"),
            {"product_id": colour.pk, "quantity": 1},
            headers={"HX-Request": "true"},
        )
        assert "Casserole (Colour: " in added.text
    page = client.get(reverse("basket:summary")).text

    for said in ("Colour: Forest", "Colour: Cream"):
        assert f'<p class="variant">{said}</p>' in page
        assert f"Remove Casserole ({said})" in page
    assert "Colour: Forest" in client.get(reverse("checkout:index")).text


def test_f01_in_chinese(client, colours):
    client.post(reverse("basket:add"), {"product_id": colours[0].pk, "quantity": 1})
    with translation.override("zh-hans"):
        page = client.get(reverse("basket:summary")).text

    assert "颜色：松绿" in page
    assert "炖锅（颜色：松绿）" in page


def test_f01_shopper_and_staff_read_which_was_ordered(client, order):
    client.force_login(order.user)
    theirs = client.get(reverse("customer:order", args=[order.number])).text
    client.force_login(make_order_desk())
    pages = [
        client.get(reverse(f"staff:{name}", args=[order.number])).text
        for name in ("order", "delivery-note")
    ]

    for page in (theirs, *pages):
        assert "Colour: Forest" in page
        assert "Colour: Cream" in page


def test_f01_documents_and_mail_say_which(order):
    invoice = Document.objects.get(order=order)
    words = render_to_string(
        "mail/purchase.txt",
        mails.details(order) | {"currency": "EUR", "total": "178.00"},
    )

    variants = [line["variant"] for line in invoice.content["lines"]]
    assert variants == ["Colour: Forest", "Colour: Cream"]
    assert "Casserole (Colour: Forest)" in words


def test_f01_history_keeps_what_was_bought(order):
    AttributeOption.objects.filter(option_en="Forest").update(option_en="Moss")
    # Goods with orders stay today (F20); an older shop may have deleted some.
    order.lines.update(product=None, stockrecord=None)

    line = order.lines.order_by("pk").first()
    assert str(line.name) == "Casserole (Colour: Forest)"


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (ProductAttribute.TEXT, {"value_text": "100 g"}, "100 g"),
        (ProductAttribute.INTEGER, {"value_integer": 100}, "100"),
        (ProductAttribute.FLOAT, {"value_float": 2.5}, "2.5"),
        (ProductAttribute.BOOLEAN, {"value_boolean": False}, "No"),
        (ProductAttribute.DATE, {"value_date": "2026-03-14"}, "14 March 2026"),
        (ProductAttribute.RICHTEXT, {"value_richtext": "<b>hot</b>"}, "hot"),
    ],
)
def test_f01_an_attribute_of_any_kind_is_said(kind, value, said):
    tea = make_product(title="Tea")
    variant = make_variant(tea)
    variant.title = variant.title_en = ""
    variant.save()
    attribute = ProductAttribute.objects.create(
        product_class=tea.product_class,
        name="Kind",
        name_en="Kind",
        code="k",
        type=kind,
    )
    variant.attribute_values.create(attribute=attribute, **value)

    assert variant.name.variant == f"Kind: {said}"


def test_f01_of_several_options_all_are_said():
    (pot,) = make_colours(FOREST)
    value = pot.attribute_values.get()
    value.attribute.type = ProductAttribute.MULTI_OPTION
    value.attribute.save()
    other = AttributeOption.objects.create(
        group=value.attribute.option_group, option="Gold", option_en="Gold"
    )
    value.value_multi_option.set([value.value_option, other])

    assert pot.name.variant == "Colour: Forest, Gold"


def test_f01_a_title_of_its_own_is_said_too():
    (pot,) = make_colours(FOREST)
    pot.title = pot.title_en = "Casserole, large"
    assert vars(pot.name) == {
        "title": "Casserole",
        "variant": "large · Colour: Forest",
    }

    pot.title = pot.title_en = "Big pot"
    assert vars(pot.name) == {"title": "Big pot", "variant": "Colour: Forest"}


def test_f01_the_names_of_any_number_of_lines_take_no_query(
    colours, django_assert_num_queries
):
    basket = Basket.objects.get(pk=make_basket([(one, 1) for one in colours]).pk)
    basket.strategy = make_basket().strategy
    lines = list(basket.all_lines())

    with django_assert_num_queries(0):
        assert [line.product.name.variant for line in lines] == [
            "Colour: Forest",
            "Colour: Cream",
        ]


def test_f01_what_is_chosen_comes_first_among_the_pictures(client, colours):
    forest, cream = colours
    make_category()
    for product, name in ((forest.parent, "pot"), (forest, "green"), (cream, "white")):
        ProductImage.objects.create(product=product, original=f"{name}.webp")
    url = forest.parent.get_absolute_url()

    page = client.get(url, {"variant": cream.pk}).text
    pictures = _pictures(page)
    assert pictures[0] == "white"
    assert sorted(pictures) == ["green", "pot", "white"]
    assert _pictures(client.get(url, {"variant": forest.pk}).text)[0] == "green"
    assert 'aria-label="Cream"' in page


def test_f02_offers_are_called_in_the_readers_language(colours):
    offer = make_offer("Percentage", "10")
    offer.name_en, offer.name_zh_hans = "Spring", "春日"
    offer.save()
    order = place(make_basket([(colours[0], 1)], owner=make_member()), language="en")
    offer.delete()

    for language, name in (("en", "Spring"), ("zh-hans", "春日")):
        with translation.override(language):
            assert tell_order(order, named=True).offers[0].names == (name,)


def test_f02_documents_and_mail_keep_to_the_buyers_language(colours):
    order = place(
        make_basket([(colours[0], 1)], owner=make_member()), language="zh-hans"
    )
    confirming.confirm_paid(order=order, at=timezone.now())

    (line,) = Document.objects.get(order=order).content["lines"]
    assert (line["title"], line["variant"]) == ("炖锅", "颜色：松绿")
    (line,) = mails.details(order)["lines"]
    assert (line["title"], line["variant"]) == ("炖锅", "颜色：松绿")


def test_f02_orders_from_before_learn_what_is_known(order):
    known, gone = order.lines.order_by("pk")
    Line.objects.update(names={})
    Line.objects.filter(pk=gone.pk).update(product=None, title="Old pot")
    migration = import_module("shop.forks.order.migrations.0012_name_lines")
    migration.name_lines(apps, None)

    known.refresh_from_db()
    gone.refresh_from_db()
    assert known.names == {
        "en": {"title": "Casserole", "variant": "Colour: Forest"},
        "zh-hans": {"title": "炖锅", "variant": "颜色：松绿"},
    }
    assert gone.names == {"en": {"title": "Old pot", "variant": ""}}
    with translation.override("zh-hans"):
        assert str(gone.name) == "Old pot"


def _pictures(page: str) -> list[str]:
    stage = page.split("gallery-stage")[1].split("</div>", maxsplit=1)[0]
    return [
        name
        for part in stage.split("/")[1:]
        if (name := part.split(".webp")[0]) in ("green", "white", "pot")
    ]


def test_f02_each_reads_the_goods_in_their_own_language(client, colours):
    chinese = place(
        make_basket([(colours[0], 1)], owner=make_member()), language="zh-hans"
    )
    desk = make_order_desk()
    client.force_login(desk)
    url = reverse("staff:order", args=[chinese.number])

    page = client.get(url).text
    assert "Colour: Forest" in page
    assert "<dd>Standard delivery</dd>" in page
    with translation.override("zh-hans"):
        url = reverse("staff:order", args=[chinese.number])
    assert "颜色：松绿" in client.get(url).text
