"""S08: two of the staff send the same wrong money back at once. Control included."""

from functools import partial

import pytest
from django.db import IntegrityError
from django.utils import timezone

from shop.orders.paying import wrong_money
from shop.payments import refunding
from shop.payments.models import PaymentAttempt, Refund
from tests.concurrency.race import meet_before, race, without_row_locks
from tests.factories import make_basket, make_order_desk, make_product, place
from tests.hearing import outbox

pytestmark = pytest.mark.concurrency
HANDS = 4


@pytest.fixture
def wrong(committed_db):
    order = place(make_basket([(make_product("20.00"), 1)]), at=timezone.now())
    return PaymentAttempt.objects.create(
        order=order,
        provider="stripe",
        key="k",
        currency="EUR",
        amount=order.total_incl_tax,
        received=20,
        state="wrong",
        created_at=timezone.now(),
        expires_at=timezone.now(),
    )


@pytest.fixture
def slow(monkeypatch):
    """Between looking and promising, the others look too."""
    meet_before(monkeypatch, refunding, "_promise")


def press_at_once(wrong):
    send = partial(
        wrong_money.send_wrong_back,
        attempt_id=wrong.pk,
        actor=make_order_desk(),
        at=timezone.now(),
    )
    results = race([send] * HANDS)
    wrong.refresh_from_db()
    return results


def test_s08_one_refund_for_all_hands(wrong, slow):
    results = press_at_once(wrong)

    assert {result.pk for result in results} == {Refund.objects.get().pk}
    assert outbox().filter(kind="money-sent-back").count() == 1
    assert wrong.refunded == wrong.received


def test_s08_control_without_the_lock_the_database_refuses(wrong, slow, monkeypatch):
    without_row_locks(monkeypatch)

    raised = {type(result) for result in press_at_once(wrong)}

    assert raised & {IntegrityError, refunding.RefundExceedsCapture}
    assert wrong.refunded == wrong.received
