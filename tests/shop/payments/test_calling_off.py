"""A shopper calls an order off, until it is sent."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from loyalty import reading
from shop.audit.models import Entry
from shop.books import orders as books
from shop.documents import reconciliation
from shop.documents.models import Document
from shop.forks.order.models import Order
from shop.orders.fulfilling import collecting, shipping
from shop.orders.paying import closing_pages, confirming, lapsing, online
from shop.orders.paying.online import Ways
from shop.orders.undoing import calling_off, cancelling
from shop.payments import sending_refunds
from shop.payments.models import Payment, PaymentAttempt, Refund
from shop.payments.port import ProviderSilent
from shop.payments.stripe.provider import Stripe
from shop.returns import withdrawing
from shop.returns.asking import Wish
from tests.factories import (
    make_basket,
    make_member,
    make_order_desk,
    make_point,
    make_product,
    make_user,
    place,
)
from tests.hearing import outbox
from tests.shop.payments.conftest import hear, pay_with_card

pytestmark = pytest.mark.django_db
WAYS = Ways(success_url="http://shop/return/", cancel_url="http://shop/pay/")


def call_off(order, *, shopper=None, seen=""):
    return calling_off.cancel_by_shopper(
        number=order.number, shopper=shopper, cancelled_at=timezone.now(), seen=seen
    )


def pay_online(order):
    pay_with_card(online.begin(number=order.number, ways=WAYS, at=timezone.now()))
    attempt = PaymentAttempt.objects.get()
    online.settle(attempt=attempt, at=timezone.now())


def mails(kind):
    return outbox().filter(kind=kind).count()


def page_of(order):
    return reverse("customer:cancel", args=[order.number])


@pytest.fixture
def member():
    return make_member(500, at=timezone.now())


@pytest.fixture
def of_member(member, tea, service):
    basket = make_basket([(tea, 2)], owner=member, points=500)
    return place(basket, at=timezone.now(), payment_method="online")


def test_nobody_is_led_to_pay_what_was_cancelled_meanwhile(of_member, monkeypatch):
    """S02: the service takes its time; its page is kept, so that a sweep closes it."""
    opened = Stripe.open_session

    def open_late(provider, wanted, *, key):
        session = opened(provider, wanted, key=key)
        cancelling.cancel(
            number=of_member.number,
            actor=make_order_desk(),
            reason="The shopper called.",
            cancelled_at=timezone.now(),
        )
        return session

    monkeypatch.setattr(Stripe, "open_session", open_late)
    with pytest.raises(online.CannotBePaid):
        online.begin(number=of_member.number, ways=WAYS, at=timezone.now())

    assert closing_pages.close_overdue(at=timezone.now()) == 1
    attempt = PaymentAttempt.objects.get()
    assert attempt.state == PaymentAttempt.State.EXPIRED
    assert pay_with_card(attempt.url).status >= 400


def test_before_paying_the_page_is_closed_and_everything_is_free(
    of_member, member, tea
):
    online.begin(number=of_member.number, ways=WAYS, at=timezone.now())

    order = call_off(of_member, shopper=member)

    assert order.status == "cancelled"
    assert PaymentAttempt.objects.get().state == "expired"
    assert reading.balance(member=member, at=timezone.now()).available == 500
    assert tea.stockrecords.get().num_allocated == 0
    assert Entry.objects.get(action="order.cancel").actor == member


def test_l06_l11_a_paid_order_gives_everything_back_once(of_member, member, tea):
    """L06, L08, L11."""
    pay_online(of_member)
    earned = reading.accrued(member=member, reference=of_member.number).granted
    due = calling_off.preview(order=Order.objects.get(), at=timezone.now())
    assert (due.by_service, due.points_restored) == (True, 500)
    assert due.money == of_member.total_incl_tax
    assert due.points_revoked == earned > 0

    for _press in range(3):
        assert call_off(of_member, shopper=member, seen=due.seen).status == "cancelled"
    assert sending_refunds.send_next(at=timezone.now())

    assert Refund.objects.get().state == "succeeded"
    payment = Payment.objects.get()
    assert payment.refunded == payment.captured == due.money
    at = timezone.now()
    balance = reading.balance(member=member, at=at)
    assert (balance.available, balance.pending, balance.owed) == (500, 0, 0)
    note = Document.objects.get(kind="credit-note")
    assert note.total == due.money
    assert tea.stockrecords.get().num_allocated == 0
    assert mails("order-cancelled") == 1
    assert Entry.objects.get(action="order.cancel").actor == member
    assert list(books.differences(at=at)) == []
    assert list(reconciliation.differences()) == []


def test_what_changed_meanwhile_is_shown_before_anything_is_done(of_member, member):
    unpaid = calling_off.preview(order=of_member, at=timezone.now()).seen
    pay_with_card(online.begin(number=of_member.number, ways=WAYS, at=timezone.now()))

    with pytest.raises(calling_off.CameOutOtherwise):
        call_off(of_member, shopper=member, seen=unpaid)

    assert Order.objects.get().status == "confirmed"
    assert not Refund.objects.exists()


def test_news_of_a_payment_that_come_late_change_nothing(of_member, deliver):
    pay_online(of_member)
    call_off(of_member)

    deliver(times=2)
    hear()

    assert Order.objects.get().status == "cancelled"
    assert Refund.objects.count() == 1


def test_nothing_is_cancelled_while_the_service_is_silent(of_member, service):
    online.begin(number=of_member.number, ways=WAYS, at=timezone.now())
    service.faults.order("error", times=10)

    with pytest.raises(ProviderSilent):
        call_off(of_member)
    assert Order.objects.get().status == "awaiting-payment"


@pytest.mark.parametrize("paid", [True, False])
def test_what_was_sent_or_made_ready_is_too_late(db, paid):
    desk, at = make_order_desk(), timezone.now()
    way = "bank-transfer" if paid else "on-delivery"
    sent = place(make_basket([(make_product(), 1)]), at=at, payment_method=way)
    if paid:
        confirming.mark_paid(number=sent.number, actor=desk, at=at)
    shipping.mark_shipped(number=sent.number, actor=desk, at=at)

    with pytest.raises(calling_off.TooLate):
        call_off(sent)
    assert Order.objects.get().status == "shipped"


def test_what_lies_ready_is_too_late(db):
    desk, at = make_order_desk(), timezone.now()
    point = make_point()
    order = place(
        make_basket([(make_product(), 1)]),
        at=at,
        delivery_code="pickup",
        payment_method="on-delivery",
        pickup_point=point.pk,
    )
    collecting.mark_ready(number=order.number, actor=desk, at=at)

    with pytest.raises(calling_off.TooLate):
        call_off(order)


def test_a_lapsed_order_is_over(of_member):
    lapsing.lapse_unpaid(at=timezone.now() + timedelta(days=2))
    with pytest.raises(calling_off.TooLate):
        call_off(of_member)


# -- The pages -----------------------------------------------------------------------


def test_a_guest_sees_what_comes_back_and_confirms(guest, order):
    """L08: the button pressed again, after going back, comes to the same."""
    pay_online(order)
    page = guest.get(page_of(order)).text
    assert "€44.90" in page
    assert "the way you paid" in page
    assert (
        f'href="{page_of(order)}"'
        in guest.get(reverse("customer:order", args=[order.number])).text
    )

    for _press in range(2):
        response = guest.post(page_of(order), {"seen": "44.90/0/0"})
        assert response["Location"] == reverse("customer:order", args=[order.number])

    assert Refund.objects.get().amount == Decimal("44.90")
    told = guest.get(reverse("customer:order", args=[order.number])).text
    assert "Your order is cancelled." in told
    assert f'href="{page_of(order)}"' not in told
    assert guest.get(page_of(order)).status_code == 302


@pytest.mark.parametrize("seen", ["", "1.00/0/0", "\x00", "x" * 5000])
def test_a_page_that_is_stale_or_forged_cancels_nothing(guest, order, seen):
    pay_online(order)

    response = guest.post(page_of(order), {"seen": seen})

    assert response.status_code == 409
    assert "Please look again" in response.text
    assert "€44.90" in response.text
    assert Order.objects.get().status == "confirmed"


def test_a_shopper_who_comes_too_late_is_led_on(guest, order):
    pay_online(order)
    desk = make_order_desk()
    shipping.mark_shipped(number=order.number, actor=desk, at=timezone.now())

    shown = guest.get(page_of(order)).text
    assert "withdraw from the contract now" in shown
    assert f'href="{reverse("customer:withdraw", args=[order.number])}"' in shown
    response = guest.post(page_of(order), {"seen": "44.90/0/0"})

    assert response.status_code == 409
    assert "It was just sent" in response.text
    assert not Refund.objects.exists()


def test_who_withdrew_from_all_that_was_sent_is_not_led_in_a_circle(guest, order):
    pay_online(order)
    desk, at = make_order_desk(), timezone.now()
    shipping.mark_shipped(number=order.number, actor=desk, at=at)
    withdrawing.withdraw(
        number=order.number,
        shopper=None,
        wishes=[Wish(line=order.lines.get().pk, quantity=2)],
        name="Ada Fischer",
        email="ada@example.com",
        reference="W1",
        declared_at=at,
    )

    shown = guest.get(page_of(order)).text

    assert f'href="{reverse("customer:withdraw", args=[order.number])}"' not in shown


def test_a_silent_service_is_told_on_the_page(guest, order, service):
    online.begin(number=order.number, ways=WAYS, at=timezone.now())
    service.faults.order("error", times=10)

    response = guest.post(page_of(order), {"seen": "0.00/0/0"})

    assert response.status_code == 503
    assert "nothing was cancelled" in response.text


def test_an_order_of_somebody_else_is_not_found(client, order):
    client.force_login(make_user())
    for ask in (client.get, client.post):
        assert ask(page_of(order)).status_code == 404
    assert Order.objects.get().status == "awaiting-payment"


def test_looking_changes_nothing_and_asks_few_questions(
    guest, order, django_assert_max_num_queries
):
    with django_assert_max_num_queries(30):
        guest.get(page_of(order))
    assert Order.objects.get().status == "awaiting-payment"


def test_in_chinese(guest, order):
    page = guest.get(page_of(order).replace("/en/", "/zh-hans/")).text
    assert "取消此订单？" in page
