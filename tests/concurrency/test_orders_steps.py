"""Staff and sweeps at once. Each test has a control that removes its guard."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.core import mail

from shop.forks.order.models import Order
from shop.orders import steps
from shop.orders.fulfilling import shipping
from shop.orders.models import Return
from shop.orders.paying import confirming, lapsing
from shop.orders.paying.confirming import PaymentWindowClosed
from shop.orders.undoing import cancelling
from shop.orders.undoing.returning import TooManyPieces
from shop.outbox import delivering
from shop.payments.models import Payment
from shop.returns import taking_back
from tests.concurrency.race import meet_after, meet_before, race, without_row_locks
from tests.factories import NOW, make_basket, make_order_desk, make_product, place
from tests.hearing import let_all_hear, outbox

pytestmark = pytest.mark.concurrency
ROUNDS = 6


@pytest.fixture
def slow(monkeypatch):
    """Between looking at an order and changing it, the other gets a chance."""
    meet_after(monkeypatch, steps, "locked")


def cancel_and_pay() -> list[set[str]]:
    """Cancel and pay the same orders at once; return how each round came out."""
    desk = make_order_desk()
    rounds = []
    for _round in range(ROUNDS):
        number = place(make_basket([(make_product("10.00"), 1)])).number
        who = {"number": number, "actor": desk}
        results = race(
            [
                partial(confirming.mark_paid, **who, at=NOW),
                partial(cancelling.cancel, **who, reason="", cancelled_at=NOW),
            ]
        )
        rounds.append({type(result).__name__ for result in results})
    return rounds


def money_kept_for_nothing() -> int:
    """How many cancelled orders hold money that nobody owes back."""
    return sum(
        payment.captured > payment.refunded
        for payment in Payment.objects.filter(order__cancelled_at__isnull=False)
    )


def test_l06_l08_paying_and_cancelling_at_once_keeps_no_money(committed_db, slow):
    """L06, L08."""
    for came_out in cancel_and_pay():
        assert came_out in ({"Order"}, {"Order", PaymentWindowClosed.__name__})

    assert money_kept_for_nothing() == 0
    assert set(Order.objects.values_list("status", flat=True)) == {"cancelled"}


def test_control_without_the_orders_lock_money_is_kept(committed_db, slow, monkeypatch):
    without_row_locks(monkeypatch)

    cancel_and_pay()

    assert money_kept_for_nothing() > 0


def take_the_same_pieces_back_twice() -> tuple[Counter, Payment]:
    desk = make_order_desk()
    order = place(make_basket([(make_product("10.00"), 2), (make_product("50.00"), 1)]))
    for step in (confirming.mark_paid, shipping.mark_shipped, shipping.mark_delivered):
        step(number=order.number, actor=desk, at=NOW)
    line = order.lines.order_by("pk").first()
    results = race(
        [
            partial(
                taking_back.take_back,
                number=order.number,
                actor=desk,
                quantities={line.pk: 2},
                reason="",
                restock=True,
                reference=reference,
                received_at=NOW,
            )
            for reference in ("R1", "R2")
        ]
    )
    outcome = Counter(type(result).__name__ for result in results)
    return outcome, Payment.objects.get(order=order)


def test_l11_l15_the_same_pieces_come_back_once(committed_db, slow):
    """L11, L15."""
    outcome, payment = take_the_same_pieces_back_twice()

    assert outcome == {"Return": 1, TooManyPieces.__name__: 1}
    assert payment.refunded == Decimal("20.00")
    assert Return.objects.count() == 1


def test_control_without_the_orders_lock_they_come_back_twice(
    committed_db, slow, monkeypatch
):
    without_row_locks(monkeypatch)

    outcome, payment = take_the_same_pieces_back_twice()

    assert outcome == {"Return": 2}
    assert payment.refunded == Decimal("40.00")


def test_s18_parallel_sweeps_let_each_order_lapse_once(committed_db):
    """S18."""
    tea = make_product(stock=20)
    for _order in range(12):
        place(make_basket([(tea, 1)]))
    sweep = partial(lapsing.lapse_unpaid, at=NOW + timedelta(days=8))

    lapsed = race([sweep] * 4)

    # A sweep skips what another one works on, so none waits and none repeats.
    assert sum(lapsed) == 12
    assert set(Order.objects.values_list("status", flat=True)) == {"lapsed"}
    assert tea.stockrecords.get().num_allocated == 0
    assert outbox().filter(kind="order-lapsed").count() == 12


@pytest.fixture
def slow_mail(monkeypatch):
    meet_before(monkeypatch, delivering, "_mail")


def four_workers_send_ten_messages() -> Counter:
    for number in range(10):  # to one mailbox they would leave in turn
        email = f"guest{number}@example.com"
        place(make_basket([(make_product(), 1)]), email=email)
    let_all_hear()

    def work():
        while delivering.deliver_next(at=NOW):
            pass

    assert race([work] * 4) == [None] * 4
    return Counter(sent.extra_headers["Message-ID"] for sent in mail.outbox)


def test_s18_parallel_workers_send_each_message_once(
    committed_db, slow_mail, mailoutbox
):
    """S18."""
    sent = four_workers_send_ten_messages()

    assert len(sent) == 10
    assert set(sent.values()) == {1}


def test_control_without_locks_workers_send_messages_twice(
    committed_db, slow_mail, mailoutbox, monkeypatch
):
    without_row_locks(monkeypatch)

    sent = four_workers_send_ten_messages()

    assert max(sent.values()) > 1
