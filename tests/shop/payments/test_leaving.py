"""F38: money that leaves by the service's own hand is seen, and not sent twice."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.urls import reverse
from django.utils import timezone

from loyalty import reading
from shop.books import examining, proving
from shop.forks.order.models import Order
from shop.orders.fulfilling import shipping
from shop.orders.paying import reconciling
from shop.orders.undoing import goodwill
from shop.payments import providers, refunding, settling
from shop.payments.models import Dispute, PaymentAttempt, Refund, RefundElsewhere
from tests.factories import (
    announce_gifts,
    make_basket,
    make_member,
    make_order_desk,
    make_staff,
    place,
)
from tests.guards import without_guard
from tests.hearing import outbox
from tests.shop.payments.conftest import pay_with_card
from tests.shop.payments.test_paying import begin
from tests.shop.payments.test_reconciling import whats
from tests.shop.payments.test_refunds import cancel, send

pytestmark = pytest.mark.django_db
WHOLE = Decimal("44.90")


@pytest.fixture
def paid(service, order, deliver):
    pay_with_card(begin(order))
    deliver()
    return PaymentAttempt.objects.get()


@pytest.fixture
def in_dashboard(paid, deliver):
    """Send money back on the service's own pages; news of it may be lost."""

    turns = count(1)

    def send_back(amount, *, key="", heard=True):
        sent = providers.current().send_refund(
            charge=paid.charge,
            amount=Decimal(amount),
            currency="EUR",
            key=key,
            turn=next(turns),
        )
        if heard:
            deliver()
        return sent

    return send_back


@pytest.fixture
def ask_back(service, paid, deliver):
    def dispute(status="needs_response", *, heard=True):
        service.api.refunds.ask_back(paid.charge, status=status)
        if heard:
            deliver()

    return dispute


def differences():
    compared = reconciling.reconcile(at=timezone.now())
    return [one for found in compared for one in found.differences]


def gone_at_service(service, attempt):
    return Decimal(service.api.refunds.refunded(attempt.charge)) / 100


@pytest.mark.parametrize("heard", [True, False])
def test_what_goes_back_elsewhere_is_a_difference(in_dashboard, order, heard):
    """Whether the service's news arrives or is lost."""
    sent = in_dashboard("3.00", heard=heard)

    [found] = differences()

    assert vars(found) == {
        "what": "refunded-elsewhere",
        "order": order.number,
        "provider": "stripe",
        "subject": sent.id,
        "amount": "3.00 EUR",
    }
    differences()
    assert outbox().filter(kind="alert-difference").count() == 1


def test_people_settle_it(in_dashboard):
    in_dashboard("3.00")
    [found] = differences()
    settling.settle(
        provider=found.provider,
        what=found.what,
        subject=found.subject,
        reason="Agreed with the shopper",
        actor=make_staff("payments.pay_out_refund"),
        settled_at=timezone.now(),
    )

    assert whats() == []


def test_what_is_owed_later_is_the_less_to_send(
    service, paid, in_dashboard, order, deliver
):
    """Cancelling promised too much: the service refused, again and again."""
    in_dashboard("3.00")

    cancel(order, make_order_desk())
    send()
    deliver()

    refund = Refund.objects.get()
    assert (refund.amount, refund.elsewhere) == (WHOLE, Decimal("3.00"))
    assert refund.state == "succeeded"
    assert gone_at_service(service, paid) == WHOLE
    assert whats() == []
    assert proving.differences("money") == []


def test_what_has_gone_as_a_whole_is_not_sent(service, paid, in_dashboard, order):
    sent = in_dashboard(WHOLE)

    cancel(order, make_order_desk())

    refund = Refund.objects.get()
    assert (refund.state, refund.provider_id) == ("succeeded", sent.id)
    assert send() == 0
    assert whats() == []
    assert proving.differences("money") == []


def test_sending_again_works_once_it_is_known(
    service, paid, in_dashboard, order, deliver
):
    in_dashboard("3.00", heard=False)
    cancel(order, make_order_desk())
    send()
    assert Refund.objects.get().state == "failed"
    assert set(whats()) == {"refund-stuck", "refunded-elsewhere"}

    refunding_again(Refund.objects.get())

    assert Refund.objects.get().state == "succeeded"
    assert gone_at_service(service, paid) == WHOLE
    deliver()
    assert whats() == []


def test_a_refund_paid_out_by_hand_is_what_went(in_dashboard, order):
    """Cancelled here, refused there, paid out on the service's own pages."""
    in_dashboard("44.90", heard=False)
    cancel(order, make_order_desk())
    send()
    assert set(whats()) == {"refund-stuck", "refunded-elsewhere"}

    refunding.mark_paid_out(
        reference=Refund.objects.get().reference,
        actor=make_staff("payments.pay_out_refund"),
        paid_out_at=timezone.now(),
    )

    assert whats() == []
    assert proving.differences("money") == []


def refunding_again(refund):
    refunding.send_again(
        reference=refund.reference,
        actor=make_staff("payments.pay_out_refund"),
        at=timezone.now(),
    )
    send()


def test_goodwill_given_afterwards_is_what_went(service, paid, in_dashboard, order):
    """The way to book it: by the deed that it was."""
    shipped(order)
    in_dashboard("3.00")

    goodwill.give(
        number=order.number,
        money=Decimal("3.00"),
        reason="a dent",
        reference="G1",
        actor=make_order_desk(),
        given_at=timezone.now(),
    )

    assert send() == 0
    assert gone_at_service(service, paid) == Decimal("3.00")
    assert whats() == []
    assert proving.differences("money") == []


def test_money_sent_from_here_is_no_difference(
    service, paid, order, deliver, owner_connection
):
    """The positive control: also when news is faster than the answer."""
    cancel(order, make_order_desk())
    send()
    with without_guard(owner_connection, "shop_refund_stays_what_it_is"):
        Refund.objects.update(provider_id="")
    deliver()

    assert whats() == []
    assert not RefundElsewhere.objects.exists()


def test_what_came_to_nothing_there_is_none(service, in_dashboard, deliver):
    sent = in_dashboard("3.00")
    assert whats() == ["refunded-elsewhere"]
    service.api.refunds.settle(sent.id, status="failed")
    deliver()

    assert whats() == []


def test_what_another_shop_of_the_same_account_does_is_nobodys_business(
    paid, in_dashboard, ask_back
):
    PaymentAttempt.objects.update(charge="pi_another")
    in_dashboard("3.00")
    ask_back()

    assert not {"disputed", "refunded-elsewhere"} & set(whats())


def test_a_dispute_is_said_until_it_is_won_or_reckoned(ask_back, order, client):
    for status, said in (
        ("needs_response", ["disputed"]),
        ("won", []),
        ("under_review", ["disputed"]),
        ("lost", ["disputed"]),
    ):
        ask_back(status)
        assert whats() == said
    desk = make_staff("order.view_order")
    client.force_login(desk)
    page = client.get(reverse("staff:order", args=[order.number]))
    assert "has taken €44.90 back" in page.content.decode()

    cancel(order, make_order_desk())

    assert Refund.objects.get().state == "succeeded"
    assert whats() == []


def test_a_dispute_whose_news_was_lost_is_found(ask_back):
    ask_back(heard=False)
    assert whats() == ["disputed"]
    ask_back("won", heard=False)
    assert whats() == []


# -- Points ---------------------------------------------------------------------------


def shipped(order):
    shipping.mark_shipped(
        number=order.number, actor=make_order_desk(), at=timezone.now()
    )


def delivered(order):
    shipped(order)
    shipping.mark_delivered(
        number=order.number, actor=make_order_desk(), at=timezone.now()
    )


@pytest.fixture
def mine(tea, service, deliver):
    """An order of a member that was paid online."""
    member = make_member(100, at=timezone.now())
    announce_gifts()
    basket = make_basket([(tea, 2)], owner=member)
    order = place(basket, at=timezone.now(), payment_method="online")
    pay_with_card(begin(order))
    deliver()
    return Order.objects.get(pk=order.pk)


def spendable(order, days):
    at = timezone.now() + timedelta(days=days)
    return reading.balance(member=order.user, at=at).available


def dispute(service, deliver, status):
    charge = PaymentAttempt.objects.get().charge
    service.api.refunds.ask_back(charge, status=status)
    deliver()


@pytest.mark.parametrize("when", ["before", "after"])
def test_points_wait_while_money_is_asked_back(service, deliver, mine, when):
    """Those that cannot be spent yet, delivered before or after."""
    if when == "after":
        delivered(mine)
        assert spendable(mine, 60) > 100
    dispute(service, deliver, "needs_response")
    if when == "before":
        delivered(mine)

    assert spendable(mine, 200) == 100

    dispute(service, deliver, "won")
    assert spendable(mine, 60) > 100
    dispute(service, deliver, "lost")
    assert spendable(mine, 60) == 100
    assert Dispute.objects.get().changes == 2
    pieces = examining.pieces(at=timezone.now())
    found = [one for piece in pieces for one in piece.differences]
    assert found == []


def test_points_do_not_wait_where_the_shop_says_so(service, deliver, mine, settings):
    settings.DISPUTES_HOLD_POINTS = False
    delivered(mine)
    dispute(service, deliver, "needs_response")

    assert spendable(mine, 60) > 100
