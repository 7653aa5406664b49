"""Wrong money goes back when staff say so, and what nobody knows can be settled."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from shop.audit.models import Entry
from shop.orders.paying import confirming
from shop.orders.paying import wrong_money as sending_wrong_back
from shop.orders.undoing import cancelling
from shop.payments import refunding, sending_refunds, settling
from shop.payments.models import PaymentAttempt, Reconciliation, Refund, Settled
from tests.factories import make_order_desk, make_staff
from tests.hearing import outbox
from tests.shop.payments.conftest import pay_with_card, session_of
from tests.shop.payments.test_paying import begin, status
from tests.shop.payments.test_reconciling import whats

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return make_order_desk()


def pay_wrong(service, order, deliver, **odd):
    service.api.sessions.pay(session_of(begin(order)), method="card", **odd)
    deliver()
    return PaymentAttempt.objects.get()


@pytest.fixture
def wrong(service, order, deliver):
    """44.90 was agreed, 44.89 came."""
    return pay_wrong(service, order, deliver, amount_received=4489)


def send_back(attempt, desk):
    return sending_wrong_back.send_wrong_back(
        attempt_id=attempt.pk, actor=desk, at=timezone.now()
    )


def send_all():
    while sending_refunds.send_next(at=timezone.now()):
        pass


def test_all_that_came_goes_back_once(wrong, order, desk):
    """S08: pressed twice it is one refund, of what came and not of what was agreed."""
    first, again = send_back(wrong, desk), send_back(wrong, desk)
    send_all()

    assert first == again
    refund = Refund.objects.get()
    assert (refund.amount, refund.state) == (Decimal("44.89"), "succeeded")
    wrong.refresh_from_db()
    assert (wrong.received, wrong.refunded) == (Decimal("44.89"), Decimal("44.89"))
    assert (status(order), order.payment.refunded) == ("awaiting-payment", 0)
    entry = Entry.objects.get(action="payment.send-back")
    assert (entry.actor, entry.after["amount"]) == (desk, "44.89")
    assert whats() == []


def test_another_currency_goes_back_as_it_came(service, order, deliver, desk):
    wrong = pay_wrong(service, order, deliver, currency="usd")

    refund = send_back(wrong, desk)
    send_all()

    refund.refresh_from_db()
    assert (refund.currency, refund.state) == ("USD", "succeeded")


def test_a_refused_refund_of_wrong_money_is_said(wrong, service, desk):
    refund = send_back(wrong, desk)
    Refund.objects.update(state="failed", due_at=None)

    assert whats() == ["refund-stuck"]
    assert refund.reference.startswith("wrong:")


def told():
    return list(outbox().filter(kind="money-sent-back"))


def test_the_shopper_hears_once_what_goes_back_and_what_is_still_needed(
    wrong, order, desk
):
    send_back(wrong, desk)
    send_back(wrong, desk)

    (mail,) = told()
    assert (mail.recipient, mail.language) == (order.email, order.language)
    said = {name: mail.context[name] for name in ("refund", "agreed", "total")}
    assert said == {"refund": "44.89", "agreed": "44.90", "total": "44.90"}
    assert (mail.context["refund_currency"], mail.context["waits"]) == ("EUR", True)
    assert mail.context["pay_by"]


def test_the_mail_says_in_which_currency_it_came(service, order, deliver, desk):
    send_back(pay_wrong(service, order, deliver, currency="usd"), desk)

    assert told()[0].context["refund_currency"] == "USD"


@pytest.mark.parametrize(
    ("meanwhile", "says"),
    [
        (confirming.mark_paid, (False, False)),
        (
            lambda number, actor, at: cancelling.cancel(
                number=number, actor=actor, reason="", cancelled_at=at
            ),
            (False, True),
        ),
    ],
    ids=["paid", "cancelled"],
)
def test_an_order_that_waits_no_more_needs_nothing(wrong, order, desk, meanwhile, says):
    meanwhile(number=order.number, actor=desk, at=timezone.now())
    send_back(wrong, desk)

    (mail,) = told()
    assert (mail.context["waits"], mail.context["is_over"]) == says
    assert mail.context["pay_by"] == ""


def test_nothing_is_told_where_nothing_goes_back(wrong, desk):
    PaymentAttempt.objects.update(state="expired")

    with pytest.raises(refunding.NothingToSendBack):
        send_back(wrong, desk)
    assert told() == []


def test_right_money_is_not_sent_back(service, order, deliver, desk):
    pay_with_card(begin(order))
    deliver()

    with pytest.raises(refunding.NothingToSendBack):
        send_back(PaymentAttempt.objects.get(), desk)
    assert not Refund.objects.exists()


def test_money_leaves_by_the_hand_that_may(wrong):
    """S15."""
    with pytest.raises(PermissionDenied):
        send_back(wrong, make_staff("payments.view_paymentattempt"))


def test_the_database_sends_back_no_more_than_came(wrong, desk):
    """S08."""
    send_back(wrong, desk)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentAttempt.objects.update(refunded=Decimal("44.90"))


# -- Settled otherwise -------------------------------------------------------------


@pytest.fixture
def unknown(service, order):
    """Money at the service that no order knows; returns its session."""
    pay_with_card(begin(order))
    PaymentAttempt.objects.all().delete()
    assert whats() == ["money-without-order"]
    (found,) = Reconciliation.objects.get().differences
    return found["subject"]


def settle(subject, desk, what="money-without-order"):
    return settling.settle(
        provider="stripe",
        what=what,
        subject=subject,
        reason="Sent back on the service's own page",
        actor=desk,
        settled_at=timezone.now(),
    )


def test_what_is_settled_is_not_told_again(unknown, desk):
    settle(unknown, desk)
    settle(unknown, desk)

    assert Settled.objects.count() == 1
    assert Entry.objects.filter(action="payment.settle").count() == 1
    assert settling.open_differences(Reconciliation.objects.all()) == []
    assert whats() == []


def test_only_what_was_found_can_be_settled(unknown, desk):
    for what, subject in (
        ("wrong-money", unknown),
        ("money-without-order", "cs_test_other"),
    ):
        with pytest.raises(settling.UnknownDifference):
            settle(subject, desk, what=what)
    with pytest.raises(PermissionDenied):
        settle(unknown, make_staff("payments.view_paymentattempt"))
    assert whats() == ["money-without-order"]
