"""The pages of orders: whose is whose."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from shop.account.orders import progress
from shop.forks.order.models import Order
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.returns import taking_back
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    place,
)
from tests.shop.account.addresses import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(mei):
    """Two of three pieces are left of an order that used points."""
    now = timezone.now()
    buyer = make_member(1000, email="buyer@example.com", at=now - timedelta(days=20))
    basket = make_basket([(make_product("20.00"), 3)], owner=buyer, points=600)
    placed = place(basket, at=now - timedelta(days=10))
    desk = make_order_desk()
    for days, step in enumerate(
        (confirming.mark_paid, shipping.mark_shipped, shipping.mark_delivered)
    ):
        step(number=placed.number, actor=desk, at=now - timedelta(days=9 - days))
    taking_back.take_back(
        number=placed.number,
        actor=desk,
        quantities={placed.lines.get().pk: 1},
        reason="too many",
        restock=True,
        reference="R-1",
        received_at=now - timedelta(days=1),
    )
    return Order.objects.get(pk=placed.pk)


def test_an_order_tells_its_story(client, order):
    """L12, L18: money and points stand apart, in the order and in its return."""
    client.force_login(order.user)

    page = client.get(url("order", order.number)).text

    assert order.number in client.get(url("order-list")).text
    assert "600 points" in page
    for word in ("Order placed", "Paid", "On its way", "Delivered"):
        assert word in page
    assert "1 piece taken back" in page
    assert "€18.00" in page
    assert "200 points" in page
    assert "+36 points" in page


@pytest.mark.parametrize(
    ("steps", "now"),
    [
        (0, ["Payment"]),
        (1, ["Being packed"]),
        (2, ["On its way"]),
        (3, []),
    ],
)
def test_what_holds_now_stands_out(steps, now):
    """Not what comes next: nothing is on its way while it is packed."""
    number, desk = place(make_basket([(make_product(), 1)])).number, make_order_desk()
    for step in (confirming.mark_paid, shipping.mark_shipped, shipping.mark_delivered)[
        :steps
    ]:
        step(number=number, actor=desk, at=NOW)

    shown = progress.events(Order.objects.get(number=number))

    assert [event["label"] for event in shown if event["state"] == "current"] == now
    states = [event["state"] for event in shown]
    assert states == sorted(states, key=("done", "current", "next").index)


def test_another_members_order_does_not_exist(signed_in, client, order):
    assert signed_in.get(url("order", order.number)).status_code == 404
    assert Client().get(url("order", order.number)).status_code == 404
    assert order.number not in signed_in.get(url("order-list")).text


def test_who_is_not_signed_in_is_told_so_of_any_order(client, order):
    """Whether there is one with this number is not told."""
    said = set()
    for number in (order.number, "NO-SUCH"):
        page = client.get(url("order", number))
        assert page.status_code == 404
        assert f'href="{reverse("customer:login")}?next=' in page.text
        assert reverse("customer:order-find") in page.text
        said.add(html.fromstring(page.text).xpath("string(//main)"))
    assert len(said) == 1


@pytest.mark.parametrize("number", ["1", "x" * 500, "%00", "A-B-C", "0"])
def test_a_malformed_number_is_an_unknown_page(signed_in, number):
    assert signed_in.get(f"/en/account/orders/{number}/").status_code == 404


def test_a_guest_finds_an_order_by_number_and_mail(client):
    placed = place(make_basket([(make_product(), 1)]))

    response = client.post(
        url("order-find"),
        {"number": placed.number.lower(), "email": "GUEST@example.com"},
    )

    assert response["Location"] == url("order", placed.number)
    assert placed.number in client.get(response["Location"]).text


def test_a_members_order_is_not_found_by_number(client, order):
    response = client.post(
        url("order-find"), {"number": order.number, "email": order.user.email}
    )

    assert response.status_code == 404
    assert client.get(url("order", order.number)).status_code == 404


def test_trying_numbers_ends_soon(client):
    sent = {"number": "NO-SUCH", "email": "guest@example.com"}
    answers = [client.post(url("order-find"), sent).status_code for _try in range(11)]

    assert answers == [404] * 10 + [429]


@pytest.mark.parametrize("page", ["x", "-1", "0", "9999999999"])
def test_a_malformed_page_shows_a_page(signed_in, page):
    assert signed_in.get(url("order-list"), {"page": page}).status_code == 200
