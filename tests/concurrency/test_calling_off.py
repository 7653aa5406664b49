"""A shopper calls an order off while staff send it. With a control without locks."""

from functools import partial

import pytest

from shop.forks.order.models import Order
from shop.orders import steps
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.orders.undoing import calling_off
from shop.payments.models import Payment, Refund
from tests.concurrency.race import meet_after, race, without_row_locks
from tests.factories import NOW, make_basket, make_order_desk, make_product, place

pytestmark = pytest.mark.concurrency
ROUNDS = 6


@pytest.fixture(autouse=True)
def slow(monkeypatch):
    """Between looking at an order and changing it, the other gets a chance."""
    meet_after(monkeypatch, steps, "locked")


def paid_order(desk):
    order = place(make_basket([(make_product("10.00"), 1)]))
    return confirming.mark_paid(number=order.number, actor=desk, at=NOW)


def call_off_and_send() -> list[set[str]]:
    desk = make_order_desk()
    rounds = []
    for _round in range(ROUNDS):
        number = paid_order(desk).number
        results = race(
            [
                partial(
                    calling_off.cancel_by_shopper,
                    number=number,
                    shopper=None,
                    cancelled_at=NOW,
                ),
                partial(shipping.mark_shipped, number=number, actor=desk, at=NOW),
            ]
        )
        rounds.append({type(result).__name__ for result in results})
    return rounds


def sent_and_refunded() -> int:
    """How many orders have left whose money goes back all the same."""
    return Refund.objects.filter(payment__order__shipped_at__isnull=False).count()


def test_l08_an_order_is_sent_or_called_off(committed_db):
    """L08."""
    for came_out in call_off_and_send():
        assert came_out in ({"Order", "TooLate"}, {"Order", "ImpossibleStep"})

    assert sent_and_refunded() == 0
    for order in Order.objects.select_related("payment"):
        cancelled = order.status == "cancelled"
        assert (order.payment.refunded == order.payment.captured) == cancelled


def test_control_without_the_orders_lock_it_is_both(committed_db, monkeypatch):
    without_row_locks(monkeypatch)

    call_off_and_send()

    assert sent_and_refunded() > 0


def test_l08_pressing_many_times_at_once_gives_back_once(committed_db):
    """L08."""
    number = paid_order(make_order_desk()).number
    press = partial(
        calling_off.cancel_by_shopper, number=number, shopper=None, cancelled_at=NOW
    )

    results = race([press] * 4)

    assert {result.status for result in results} == {"cancelled"}
    payment = Payment.objects.get()
    assert payment.refunded == payment.captured
    assert Refund.objects.count() == 1
