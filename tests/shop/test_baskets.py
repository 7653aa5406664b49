"""The basket's page, and what visitors do to their basket."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from lxml import html

from shop.baskets import filling
from shop.forks.basket.models import Basket, Line
from tests.factories import (
    PASSWORD,
    make_basket,
    make_member,
    make_product,
    make_variant,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
IN_PAGE = HTMX | {"HX-Target": "basket-contents"}


def url(name: str, *args) -> str:
    return reverse(f"basket:{name}", args=args)


def add(client, product, quantity=1, **headers):
    return client.post(
        url("add"), {"product_id": product.pk, "quantity": quantity}, headers=headers
    )


def lines_of(client) -> dict[int, int]:
    """What is in this visitor's basket now: pieces by product."""
    basket = client.get(url("summary")).wsgi_request.basket
    return {line.product_id: line.quantity for line in basket.all_lines()}


def test_an_empty_basket_leads_on(client):
    page = client.get(url("summary"))

    assert page.status_code == 200
    assert "Your basket is empty" in page.text
    assert Basket.objects.count() == 0


def test_adding_leads_back_and_counts_once(client):
    tea = make_product("4.50", title="Green tea")

    response = client.post(
        url("add"), {"product_id": tea.pk, "quantity": 2, "next": "/en/catalogue/"}
    )
    add(client, tea, 1)

    assert (response.status_code, response["Location"]) == (302, "/en/catalogue/")
    assert lines_of(client) == {tea.pk: 3}
    page = client.get(url("summary")).text
    assert "Green tea" in page
    assert "€13.50" in page


def test_adding_never_leads_to_another_site(client):
    response = client.post(
        url("add"),
        {"product_id": make_product().pk, "quantity": 1, "next": "//evil.example/"},
    )

    assert response["Location"] == url("summary")


def test_quick_add_answers_with_count_and_toast(client):
    response = add(client, make_product(title="Bowl"), **HTMX)

    assert response.status_code == 200
    assert 'id="basket-link"' in response.text
    assert "Bowl is in your basket." in response.text
    assert "<html" not in response.text


@pytest.mark.parametrize("quantity", ["", "-1", "0", "1.5", "many", "501", "9" * 40])
def test_a_quantity_that_is_none_is_refused(client, quantity):
    tea = make_product()

    response = add(client, tea, quantity)

    assert response.status_code == 400
    assert 'role="alert"' in response.text
    assert Line.objects.count() == 0


@pytest.mark.parametrize("product_id", ["", "tea", "-5", "9" * 40])
def test_a_malformed_product_is_refused(client, product_id):
    response = client.post(url("add"), {"product_id": product_id, "quantity": 1})

    assert response.status_code == 400
    assert Line.objects.count() == 0


def test_what_is_not_for_sale_cannot_be_added(client):
    parent = make_product()
    make_variant(parent)
    hidden = make_product(is_public=False)
    hidden_variant = make_variant(make_product(is_public=False))

    for product_id in (parent.pk, hidden.pk, hidden_variant.pk, 4711):
        response = client.post(url("add"), {"product_id": product_id, "quantity": 1})
        assert response.status_code == 409
        assert "not for sale" in response.text
    assert Line.objects.count() == 0


def test_no_more_than_the_stock_can_be_added(client):
    cup = make_product(stock=3)
    add(client, cup, 2)

    response = add(client, cup, 2)

    assert response.status_code == 409
    assert "Only 3 pieces are left, and 2 are in your basket." in response.text
    assert lines_of(client) == {cup.pk: 2}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Green cup: Only 3 pieces are left."),
        ("zh-hans", "Green cup：仅剩 3 件。"),
    ],
)
def test_what_is_short_is_named(client, language, said):
    """The basket that says so holds other goods too."""
    add(client, make_product())
    cup = make_product(stock=3, title="Green cup")

    with translation.override(language):
        assert said in add(client, cup, 4).text
        add(client, cup, 1)
        line = Line.objects.get(product=cup)
        changed = {"line_id": line.pk, "quantity": 4}
        assert said in client.post(url("update"), changed).text


def test_any_number_of_pieces_can_be_sent_and_is_answered(client):
    """A browser that minds the limits sends nothing, and htmx then says nothing."""
    add(client, make_product(stock=3))

    page = html.fromstring(client.get(url("summary")).text)
    (form,) = page.xpath(f"//form[@action='{url('update')}']")

    assert "novalidate" in form.attrib


def test_a_refused_quick_add_is_a_toast(client):
    response = add(client, make_product(stock=0), **HTMX)

    assert response.status_code == 409
    assert 'data-kind="error"' in response.text
    assert "sold out" in response.text


def test_a_basket_has_a_limit(client):
    add(client, make_product(stock=1000), 300)

    response = add(client, make_product(stock=1000), 300)

    assert response.status_code == 409
    assert "at most 500 pieces" in response.text


def test_quantities_change_and_zero_removes(client):
    cup = make_product()
    add(client, cup, 2)
    line = Line.objects.get()

    client.post(url("update"), {"line_id": line.pk, "quantity": 5})
    assert lines_of(client) == {cup.pk: 5}

    client.post(url("update"), {"line_id": line.pk, "quantity": 0})
    assert lines_of(client) == {}


def test_a_quantity_beyond_the_stock_changes_nothing(client):
    cup = make_product(stock=3)
    add(client, cup, 2)

    response = client.post(
        url("update"), {"line_id": Line.objects.get().pk, "quantity": 4}
    )

    assert response.status_code == 409
    assert "Only 3 pieces are left." in response.text
    assert lines_of(client) == {cup.pk: 2}


@pytest.mark.parametrize("quantity", ["-1", "", "x", "501"])
def test_a_malformed_change_changes_nothing(client, quantity):
    cup = make_product()
    add(client, cup, 2)

    response = client.post(
        url("update"), {"line_id": Line.objects.get().pk, "quantity": quantity}
    )

    assert response.status_code == 400
    assert lines_of(client) == {cup.pk: 2}


def test_another_visitors_basket_is_out_of_reach(client):
    others = make_basket([(make_product(), 2)], owner=make_member())
    line = others.lines.get()

    for name in ("update", "remove"):
        response = client.post(url(name), {"line_id": line.pk, "quantity": 1})
        assert response.status_code == 404
    line.refresh_from_db()
    assert line.quantity == 2


def test_removing_can_be_undone(client):
    cup = make_product(title="Cup")
    add(client, cup, 3)

    page = client.post(
        url("remove"), {"line_id": Line.objects.get().pk}, headers=IN_PAGE
    ).text
    undo = url("restore", cup.pk, 3)

    assert "Cup was removed." in page
    assert f'action="{undo}"' in page
    assert lines_of(client) == {}

    back = client.post(undo)["Location"]
    assert lines_of(client) == {cup.pk: 3}
    # Where the keyboard goes on.
    assert back == f"{url('summary')}#quantity-{Line.objects.get().pk}"


def test_no_pieces_are_put_back(client):
    """F17: a line of 0 pieces could be ordered, and nothing could be divided by it."""
    cup = make_product()

    page = client.post(url("restore", cup.pk, 0))

    assert page.status_code == 400
    assert "Please take at least one piece." in page.text
    assert not Line.objects.exists()


@pytest.mark.parametrize("pieces", [0, -1])
def test_a_basket_holds_no_line_without_pieces(client, pieces):
    """F17"""
    cup = make_product()
    add(client, cup, 2)
    line = Line.objects.get()

    with pytest.raises(filling.NoPieces):
        filling.change(basket=line.basket, line_id=line.pk, quantity=pieces)
    with pytest.raises(filling.NoPieces):
        filling.add(basket=line.basket, product_id=cup.pk, quantity=pieces)
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.update(quantity=pieces)


def test_htmx_gets_the_basket_and_its_count(client):
    cup = make_product("10.00")
    add(client, cup, 1)

    page = client.post(
        url("update"),
        {"line_id": Line.objects.get().pk, "quantity": 3},
        headers=IN_PAGE,
    ).text

    assert "<html" not in page
    assert 'id="basket-contents"' in page
    assert 'id="basket-link"' in page
    assert "€30.00" in page


def test_what_sold_out_is_said_and_settled(client):
    gone, few, fine = make_product(), make_product(), make_product()
    for product in (gone, few, fine):
        add(client, product, 3)
    gone.stockrecords.update(num_in_stock=0)
    few.stockrecords.update(num_in_stock=2)

    page = client.get(url("summary")).text
    assert "Sold out" in page
    assert "Only 2 pieces are left" in page
    assert reverse("checkout:index") not in page

    client.post(url("settle"))
    assert lines_of(client) == {few.pk: 2, fine.pk: 3}
    assert reverse("checkout:index") in client.get(url("summary")).text


def test_a_changed_price_is_said_until_it_is_understood(client):
    tea = make_product("4.00")
    add(client, tea)
    tea.stockrecords.update(price="5.00")

    assert "Now €5.00 instead of €4.00" in client.get(url("summary")).text
    client.post(url("settle"))
    assert "instead of" not in client.get(url("summary")).text


def test_signing_in_keeps_what_the_guest_chose(client):
    """Of a product in both baskets, the larger number stays."""
    tea, cup = make_product(), make_product()
    member = make_member(email="mei@example.com")
    make_basket([(tea, 1), (cup, 4)], owner=member)
    add(client, tea, 2)

    page = client.post(
        reverse("customer:login"),
        {"username": "mei@example.com", "password": PASSWORD},
        follow=True,
    )

    assert "5 pieces from your last visit" in page.text
    assert lines_of(client) == {tea.pk: 2, cup.pk: 4}
    assert Basket.open.count() == 1


def test_a_change_of_a_basket_that_is_ordered_is_refused(client):
    cup = make_product()
    add(client, cup)
    line = Line.objects.get()
    Basket.objects.update(status=Basket.SUBMITTED)

    response = client.post(url("update"), {"line_id": line.pk, "quantity": 5})

    assert response.status_code in {404, 409}
    line.refresh_from_db()
    assert line.quantity == 1


@pytest.mark.parametrize("name", ["add", "update", "remove", "settle", "vouchers-add"])
def test_reading_changes_nothing(client, name):
    assert client.get(url(name))["Location"] == url("summary")


def test_the_basket_speaks_chinese(client):
    response = client.post(
        "/zh-hans/basket/add/", {"product_id": make_product().pk, "quantity": -1}
    )

    assert response.status_code == 400
    assert 'lang="zh-Hans"' in response.text
