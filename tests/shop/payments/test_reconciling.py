"""Orders and money are held against each other, and what differs is said."""

import re
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from shop.orders.paying import confirming, reconciling
from shop.payments.models import PaymentAttempt, Reconciliation, Refund
from tests.factories import make_order_desk
from tests.hearing import outbox
from tests.shop.payments.conftest import pay_with_card, session_of
from tests.shop.payments.test_paying import begin, states, status

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    """Run the command; returns its exit status and what it said."""

    def command(*options):
        said = StringIO()
        try:
            call_command("reconcile_payments", *options, stdout=said)
        except SystemExit as ended:
            return ended.code, said.getvalue()
        return 0, said.getvalue()

    return command


def whats():
    compared = reconciling.reconcile(at=timezone.now())
    return [one.what for found in compared for one in found.differences]


def test_orders_that_were_paid_differ_in_nothing(service, order, deliver, run):
    pay_with_card(begin(order))
    deliver()

    assert run() == (0, "0 differences\n")
    assert Reconciliation.objects.get().differences == []


def test_lost_news_is_made_up_first(service, order, run):
    service.faults.order("lost-news", times=5)
    pay_with_card(begin(order))

    assert run() == (0, "0 differences\n")
    assert status(order) == "confirmed"


def test_money_for_an_attempt_that_seemed_over_is_booked(service, order):
    """The service took it back: what was expired has been paid after all."""
    url = begin(order)
    PaymentAttempt.objects.update(state="expired")
    service.api.sessions.pay(session_of(url), method="card")

    assert whats() == []
    assert (status(order), states(order)) == ("confirmed", ["paid"])


def test_money_without_an_order_is_said(service, order, run):
    url = begin(order)
    pay_with_card(url)
    PaymentAttempt.objects.all().delete()

    code, said = run()

    assert code == 1
    assert re.search(r"money-without-order: order –, cs_test_\w+, 44.90 EUR", said)
    (kept,) = Reconciliation.objects.get().differences
    assert (kept["what"], kept["order"]) == ("money-without-order", "")


def test_the_wrong_money_is_said_until_it_is_old(service, order, deliver):
    service.api.sessions.pay(session_of(begin(order)), method="card", amount_received=1)

    assert whats() == ["wrong-money"]


def test_an_order_without_money_is_said(service, order):
    PaymentAttempt.objects.create(
        order=order,
        provider="stripe",
        key="k",
        session_id="cs_test_nobody_knows",
        currency="EUR",
        amount=Decimal("44.90"),
        received=Decimal("44.90"),
        state="paid",
        created_at=timezone.now(),
        expires_at=timezone.now(),
    )

    assert whats() == ["order-without-money"]


def test_an_order_marked_paid_by_hand_is_said(service, order):
    confirming.mark_paid(
        number=order.number, actor=make_order_desk(), at=timezone.now()
    )

    assert whats() == ["paid-by-hand"]


@pytest.mark.parametrize(
    "stuck",
    [{"state": "failed"}, {"created_at": timezone.now() - timedelta(days=11)}],
)
def test_a_refund_that_is_stuck_is_said(service, order, deliver, stuck):
    pay_with_card(begin(order))
    deliver()
    Refund.objects.create(
        payment=order.payment,
        attempt=PaymentAttempt.objects.get(),
        amount=1,
        reference="r",
        **{"created_at": timezone.now()} | stuck,
    )

    assert whats() == ["refund-stuck"]


def test_a_difference_is_told_once(service, order):
    confirming.mark_paid(
        number=order.number, actor=make_order_desk(), at=timezone.now()
    )

    whats()
    whats()

    assert outbox().filter(kind="alert-difference").count() == 1


def test_a_silent_service_is_another_exit_status(service, order):
    service.faults.order("error", times=9)

    with pytest.raises(CommandError) as silent:
        call_command("reconcile_payments")
    assert silent.value.returncode == 2
    kept = Reconciliation.objects.get()
    assert (kept.checked_at, kept.differences) == (None, [])
    assert kept.problem


def test_without_a_service_there_is_nothing_to_compare(db, run):
    code, said = run()
    assert (code, "off" in said) == (0, True)
