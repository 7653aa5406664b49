"""An order is sent by several hands at once. Control included."""

from collections import Counter
from functools import partial

import pytest

from shop.audit.models import Entry
from shop.delivery.models import Parcel
from shop.forks.order.models import Order
from shop.orders.fulfilling import shipping, tracking
from tests.concurrency.race import meet_after, race, without_row_locks
from tests.factories import (
    NOW,
    make_basket,
    make_carrier,
    make_order_desk,
    make_product,
    place,
)
from tests.hearing import outbox

pytestmark = pytest.mark.concurrency
HANDS = 4


@pytest.fixture
def slow(monkeypatch):
    """Between looking and writing, the others look too."""
    meet_after(monkeypatch, tracking, "has_left_so")


def press_at_once():
    order = place(make_basket([(make_product(), 1)]), payment_method="on-delivery")
    send = partial(
        shipping.mark_shipped,
        number=order.number,
        actor=make_order_desk(),
        at=NOW,
        carrier=make_carrier(),
        tracking_number="RR123456785DE",
    )
    return race([send] * HANDS)


def times_sent():
    return Entry.objects.filter(action="order.mark-shipped").count()


def test_pressed_by_all_hands_it_is_sent_once(committed_db, slow):
    results = press_at_once()

    assert {result.status for result in results} == {"shipped"}
    assert times_sent() == 1
    assert Entry.objects.filter(action="order.change-parcel").count() == 1
    assert outbox().filter(kind="order-shipped").count() == 1
    assert Parcel.objects.get().number == "RR123456785DE"


@pytest.fixture
def sent(committed_db):
    order = place(make_basket([(make_product(), 1)]), payment_method="on-delivery")
    return shipping.mark_shipped(number=order.number, actor=make_order_desk(), at=NOW)


def correct_at_once(sent):
    correct = partial(
        tracking.correct,
        number=sent.number,
        actor=make_order_desk(),
        at=NOW,
        carrier=make_carrier(),
        seen="",
    )
    results = race([partial(correct, tracking_number=f"RR00{n}") for n in range(HANDS)])
    return Counter(type(result) for result in results)


def test_of_many_corrections_one_is_kept(sent, slow):
    assert correct_at_once(sent) == {Order: 1, tracking.SaidMeanwhile: HANDS - 1}


def test_control_without_the_orders_lock_more_are_taken(sent, slow, monkeypatch):
    without_row_locks(monkeypatch)

    assert tracking.SaidMeanwhile not in correct_at_once(sent)


def test_control_without_the_orders_lock_not_all_hands_are_told_so(
    committed_db, slow, monkeypatch
):
    without_row_locks(monkeypatch)

    results = press_at_once()

    assert times_sent() > 1 or any(isinstance(each, Exception) for each in results)
