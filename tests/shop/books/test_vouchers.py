"""L10: orders and vouchers from points tell the same story, or the books say so."""

import pytest
from django.db import connection

from shop.books import orders
from shop.forks.basket.models import Basket
from shop.forks.order.models import Order
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.orders.undoing import cancelling
from shop.returns import taking_back
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    place,
)
from tests.guards import without_guard
from tests.vouchers import make_choice, make_own_voucher

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return make_order_desk()


def used_on_an_order(**purchase):
    choice = make_choice(at=NOW, **purchase)
    member = make_member(choice.points, at=NOW)
    voucher = make_own_voucher(member, choice=choice, at=NOW)
    basket = make_basket([(make_product("10.00"), 2)], owner=member)
    Basket.objects.filter(pk=basket.pk).update(voucher_requested=voucher.version)
    return place(Basket.objects.get(pk=basket.pk))


def differing():
    return {each.what for each in orders.differences(at=NOW)}


def test_a_voucher_of_no_order_is_none_of_the_orders_business():
    make_own_voucher(at=NOW)

    assert differing() == set()


def test_used_returned_and_called_off_they_agree(desk):
    order, off = used_on_an_order(), used_on_an_order()
    delivery = used_on_an_order(points=300, kind="delivery")
    for step in (confirming.mark_paid, shipping.mark_shipped, shipping.mark_delivered):
        step(number=order.number, actor=desk, at=NOW)
    taking_back.take_back(
        number=order.number,
        actor=desk,
        quantities={order.lines.get().pk: 1},
        reason="",
        restock=True,
        reference="R1",
        received_at=NOW,
    )
    cancelling.cancel(number=off.number, actor=desk, reason="", cancelled_at=NOW)

    assert delivery.voucher_points == 300
    assert differing() == set()


@pytest.mark.parametrize(
    ("sabotage", "what"),
    [
        ({"voucher_points": 400}, "points of a voucher"),
        ({"voucher_points": 0}, "points of a voucher"),
        ({"status": "cancelled"}, "points of a voucher given back"),
    ],
)
def test_an_order_that_says_otherwise_is_named(sabotage, what, owner_connection):
    order = used_on_an_order()
    with without_guard(owner_connection, "shop_order_keeps_its_voucher"):
        Order.objects.filter(pk=order.pk).update(**sabotage)

    assert what in differing()


def test_lines_that_say_otherwise_are_named(owner_connection):
    order = used_on_an_order()
    with (
        without_guard(owner_connection, "shop_order_keeps_its_voucher"),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE order_line SET voucher_points = 400 WHERE order_id = %s", [order.pk]
        )

    assert "points of a voucher on its lines" in differing()
