"""Every door that takes the number of an order takes every spelling of it (F06)."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.delivery.models import Pickup
from shop.forks.order.models import Order
from shop.identity import roles
from shop.identity.roles import give_role
from shop.orders.fulfilling import collecting
from shop.orders.paying import confirming
from shop.users.models import Attempts
from tests.factories import (
    NOW,
    make_basket,
    make_order_desk,
    make_product,
    make_user,
    place,
)

pytestmark = pytest.mark.django_db

NUMBER = "10KPM-XW01Z"
SPELLINGS = [
    NUMBER,
    "10KPMXW01Z",
    "10kpm-xw01z",
    " 10KPM XW01Z ",
    "10KPM–XW01Z",
    "10KPM − XW01Z",
    "10KPM\u2011XW01Z",
    "10KPMーXW01Z",
    "#10KPM-XW01Z",
    "＃１０ＫＰＭ－ＸＷ０１Ｚ",
    "IOKPM-XWOLZ",
    "10\u200bKPM\u00ad-XW\ufeff01Z",
    "10KPM\u3000XW01Z\u00a0",
    "Order no. 10KPM-XW01Z",
    "订单号：10KPM-XW01Z",
]


@pytest.fixture
def order():
    placed = place(make_basket([(make_product(), 1)]))
    Order.objects.filter(pk=placed.pk).update(number=NUMBER)
    return Order.objects.get(pk=placed.pk)


@pytest.fixture
def desk(client):
    person = make_user()
    give_role(person=person, role=roles.MANAGER)
    client.force_login(person)
    return client


def refused(shown):
    """The spellings that a door did not take."""
    return [typed for typed in SPELLINGS if not shown(typed)]


def test_f06_a_guest_finds_an_order_however_its_number_is_typed(order):
    """F06: on the page to find an order, and on the one to withdraw from it."""

    def leads_on(door, target):
        def leads(typed):
            Attempts.objects.all().delete()  # of what was tried before
            sent = {"number": typed, "email": "guest@example.com"}
            answer = Client().post(reverse(f"customer:{door}"), sent)
            return answer.headers.get("Location") == target

        return leads

    shown = reverse("customer:order", args=[NUMBER])
    withdrawn = reverse("customer:withdraw", args=[NUMBER])

    assert refused(leads_on("order-find", shown)) == []
    assert refused(leads_on("withdraw-find", withdrawn)) == []


def test_f06_an_address_with_the_number_is_the_orders(client, order):
    """F06."""
    sent = {"number": NUMBER, "email": "guest@example.com"}
    client.post(reverse("customer:order-find"), sent)

    def opens(typed):
        answer = client.get(reverse("customer:order", args=[typed]))
        return answer.status_code == 200 and NUMBER in answer.text

    assert refused(opens) == []


def test_f06_staff_find_an_order_however_its_number_is_typed(desk, order):
    """F06: in the list, in an address, and in the log."""
    other = place(make_basket([(make_product(), 1)]))
    confirming.mark_paid(number=NUMBER, actor=make_order_desk(), at=NOW)

    def lists(typed):
        page = desk.get(reverse("staff:orders"), {"text": typed}).text
        return NUMBER in page and other.number not in page

    def opens(typed):
        return desk.get(reverse("staff:order", args=[typed])).status_code == 200

    def logs(typed):
        page = desk.get(reverse("staff:log"), {"subject": typed}).text
        return reverse("staff:order", args=[NUMBER]) in page

    assert refused(lists) == []
    assert refused(opens) == []
    assert refused(logs) == []


def test_f06_a_part_of_the_number_is_enough_for_staff(desk, order):
    """F06: and what is no part of it finds nothing."""

    def finds(part):
        return NUMBER in desk.get(reverse("staff:orders"), {"text": part}).text

    for part in ("10KPM", "kpm xw", "KPMXW", "ＰＭ－ＸＷ", "W0lz", "guest@"):
        assert finds(part), part
    for text in ("–", "#", "李静", "nobody", "\u200b-", "KPMXX"):
        assert not finds(text), text


def test_f06_a_pickup_code_is_read_as_a_number_is(desk):
    """F06."""
    placed = place(
        make_basket([(make_product(), 1)]),
        delivery_code="pickup",
        payment_method="on-delivery",
    )
    collecting.mark_ready(
        number=placed.number, actor=make_order_desk(), at=timezone.now()
    )
    Pickup.objects.filter(order=placed).update(code="A0B1C2D3")

    for code in (
        "a0b1c2d3",
        "A 0 B 1 C 2 D 3",
        "A0B1–C2D3",
        "#A0B1C2D3\u200b",
        "Ａ０Ｂ１Ｃ２Ｄ３",
        "AOBlC2D3",
    ):
        page = desk.get(reverse("staff:pickup"), {"code": code})
        assert page.status_code == 200, code
        assert placed.number in page.text, code
