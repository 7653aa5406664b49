"""L10: a discount by points exists if and only if its points were redeemed."""

import logging
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from shop.forks.order.models import Line, Order
from shop.orders import progress
from shop.rewards import reconciliation, tasks
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    place,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def orders():
    """One order with points and one without, both paid, and one still unpaid."""
    member, desk = make_member(5000), make_order_desk()
    made = []
    for points in (400, 0, 300):
        basket = make_basket([(make_product("20.00"), 2)], owner=member, points=points)
        made.append(place(basket))
    for order in made[:2]:
        progress.mark_paid(number=order.number, actor=desk, at=NOW)
    return made


def reconcile():
    output = StringIO()
    try:
        call_command("reconcile_orders", stdout=output)
    except SystemExit as ended:
        return ended.code, output.getvalue()
    return 0, output.getvalue()


def test_orders_and_ledger_agree(orders):
    assert reconcile() == (0, "0 differences\n")


def test_a_discount_without_redeemed_points_is_found(orders):
    plain = orders[1]
    Order.objects.filter(pk=plain.pk).update(
        points_redeemed=100, points_discount=Decimal(1)
    )

    code, output = reconcile()

    assert code == 1
    assert f"order {plain.number}: 100 points, 0 on its lines, 0 redeemed" in output


def test_redeemed_points_without_a_discount_are_found(orders, caplog):
    used = orders[0]
    Line.objects.filter(order=used).update(points_redeemed=0)
    Order.objects.filter(pk=used.pk).update(points_redeemed=0, points_discount=0)

    assert list(reconciliation.differences()) == [
        reconciliation.Difference(used.number, points=0, on_lines=0, redeemed=400)
    ]
    with caplog.at_level(logging.ERROR):
        tasks.reconcile_orders()
    assert used.number in caplog.text
