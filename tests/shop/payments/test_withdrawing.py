"""A shopper withdraws from an order that waits to be paid, page open."""

import pytest
from django.urls import reverse
from django.utils import timezone

from shop.audit.models import Entry
from shop.documents import reconciliation
from shop.forks.order.models import Order
from shop.orders.paying import closing_pages, online
from shop.orders.paying.online import Ways
from shop.payments import sending_refunds
from shop.payments.models import Payment, PaymentAttempt, Refund
from shop.returns import withdrawing
from shop.returns.asking import Wish
from tests.factories import make_basket, make_member, place
from tests.hearing import outbox
from tests.shop.payments.conftest import pay_with_card
from tests.shop.payments.test_reconciling import whats

pytestmark = pytest.mark.django_db
WAYS = Ways(success_url="http://shop/return/", cancel_url="http://shop/pay/")


def open_page(order):
    return online.begin(number=order.number, ways=WAYS, at=timezone.now())


def withdraw(order, *, pieces=2, shopper=None):
    return withdrawing.withdraw(
        number=order.number,
        shopper=shopper,
        wishes=[Wish(line=order.lines.get().pk, quantity=pieces)],
        name="Ada Fischer",
        email="ada@example.com",
        reference="W1",
        declared_at=timezone.now(),
    )


def assert_all_went_back(total):
    """Once, through the service, and every book says so."""
    assert sending_refunds.send_next(at=timezone.now())
    assert sending_refunds.send_next(at=timezone.now()) is None
    refund = Refund.objects.get()
    assert (refund.amount, refund.state) == (total, "succeeded")
    assert whats() == []
    assert list(reconciliation.differences()) == []


def test_the_page_is_closed_and_the_log_names_the_shopper(tea, service):
    member = make_member(at=timezone.now())
    basket = make_basket([(tea, 2)], owner=member)
    order = place(basket, at=timezone.now(), payment_method="online")
    page = open_page(order)

    withdraw(order, shopper=member)

    assert PaymentAttempt.objects.get().state == "expired"
    assert pay_with_card(page).status == 410
    assert Order.objects.get().status == "cancelled"
    entry = Entry.objects.get(action="order.cancel")
    assert (entry.actor, entry.reason) == (member, "Withdrawn by the shopper")


def test_what_was_paid_unnoticed_is_booked_and_goes_back(order):
    pay_with_card(open_page(order))

    withdraw(order)

    payment = Payment.objects.get()
    assert payment.refunded == payment.captured == order.total_incl_tax
    assert_all_went_back(order.total_incl_tax)


def test_a_silent_service_loses_no_declaration(order, service):
    """S05: the order is cancelled, and money that comes late goes back by itself."""
    page = open_page(order)
    service.faults.order("error", times=10)

    for _press in range(2):
        assert withdraw(order) == order.withdrawals.get()

    assert Order.objects.get().status == "cancelled"
    assert outbox().filter(kind="withdrawal-confirmed").count() == 1
    assert PaymentAttempt.objects.get().state == "open"

    service.faults.forget()
    pay_with_card(page)
    assert closing_pages.close_overdue(at=timezone.now()) == 1
    assert PaymentAttempt.objects.get().state == "late"
    assert outbox().filter(kind="payment-late").count() == 1
    assert_all_went_back(order.total_incl_tax)


def test_who_withdraws_from_a_part_can_still_pay(order):
    page = open_page(order)

    withdraw(order, pieces=1)

    assert PaymentAttempt.objects.get().state == "open"
    assert pay_with_card(page).status == 303


def test_a_guest_confirms_while_the_service_is_silent(guest, order, service):
    open_page(order)
    service.faults.order("error", times=10)

    answer = guest.post(
        reverse("customer:withdraw", args=[order.number]),
        {
            f"line-{order.lines.get().pk}": "2",
            "name": "Ada Fischer",
            "email": "ada@example.com",
            "reference": "abc",
            "confirm": "1",
        },
    )

    assert answer["Location"] == reverse("customer:order", args=[order.number])
    assert Order.objects.get().status == "cancelled"
