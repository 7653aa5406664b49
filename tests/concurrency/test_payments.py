"""Two tabs pay at once, and news comes while somebody asks. Controls included."""

from functools import partial
from types import SimpleNamespace

import pytest
from django.db import IntegrityError
from django.utils import timezone

from shop.forks.order.models import Order
from shop.orders import steps
from shop.orders.paying import arriving, online, reconciling, taking_news
from shop.orders.paying.online import Ways
from shop.orders.undoing import calling_off
from shop.payments import news
from shop.payments.models import Payment, PaymentAttempt, Refund
from shop.payments.stripe import signature
from shop.returns import withdrawing
from shop.returns.asking import Wish
from tests.concurrency.race import (
    meet_after,
    meet_before,
    race,
    wait_for_all,
    without_row_locks,
)
from tests.factories import make_basket, make_product, place
from tests.hearing import outbox
from tests.shop.payments.conftest import (
    SECRET,
    configured,
    pay_with_card,
    service,
)

__all__ = ["configured", "service"]
pytestmark = pytest.mark.concurrency
WAYS = Ways(success_url="http://shop/return/", cancel_url="http://shop/pay/")
TABS = 6


@pytest.fixture
def order(committed_db, service):
    basket = make_basket([(make_product("20.00"), 1)])
    return place(basket, at=timezone.now(), payment_method="online")


@pytest.fixture
def slow(monkeypatch):
    """Between looking at an order and changing it, the others get a chance."""
    meet_after(monkeypatch, steps, "locked")


def press_in_every_tab(order) -> list:
    begin = partial(online.begin, number=order.number, ways=WAYS, at=timezone.now())
    return race([begin] * TABS)


def sessions(service) -> int:
    return len(service.store.all("session"))


def test_s02_two_tabs_open_one_page(order, service, slow):
    """S02: one live attempt, and one page of the service."""
    addresses = press_in_every_tab(order)

    assert len(set(addresses)) == 1
    assert addresses[0].startswith(service.url)
    assert sessions(service) == 1
    assert PaymentAttempt.objects.get().state == "open"


def test_s02_control_without_the_orders_lock_tabs_collide(
    order, service, slow, monkeypatch
):
    """S02: then only the database keeps a second attempt away, by refusing it."""
    without_row_locks(monkeypatch)

    assert IntegrityError in {type(result) for result in press_in_every_tab(order)}
    assert PaymentAttempt.objects.count() == 1


def test_s02_control_with_a_key_each_there_are_several_pages(
    order, service, monkeypatch
):
    """S02: the service's idempotency key is what makes it one page."""
    wait_for_all(monkeypatch)
    keys = iter(range(100))
    provider = online.providers.named("stripe")
    meet_before(monkeypatch, provider, "open_session")
    opens = provider.open_session
    provider.open_session = lambda wanted, *, key: opens(
        wanted, key=f"{key}-{next(keys)}"
    )
    monkeypatch.setattr(
        online,
        "providers",
        SimpleNamespace(current=lambda: provider, named=lambda _name: provider),
    )

    press_in_every_tab(order)

    assert sessions(service) == TABS


def everybody_books(order, service) -> list:
    """Workers hear the same news while others ask, all at once."""
    pay_with_card(online.begin(number=order.number, ways=WAYS, at=timezone.now()))
    for letter in service.news.letters:
        told = signature.read(
            body=letter.body.encode(),
            signature=letter.headers(SECRET)["Stripe-Signature"],
            secret=SECRET,
        )
        news.keep(provider="stripe", news=told, received_at=timezone.now())
    ask = partial(reconciling.ask_about, number=order.number, at=timezone.now())
    take = partial(taking_news.take_next, at=timezone.now())
    return race([ask, take] * 3)


def paid_mails() -> int:
    return outbox().filter(kind="order-paid").count()


def test_money_is_booked_once_whoever_says_so_first(order, service, slow):
    results = everybody_books(order, service)

    assert [result for result in results if isinstance(result, Exception)] == []
    assert Order.objects.get().status == "confirmed"
    assert PaymentAttempt.objects.get().state == "paid"
    assert paid_mails() == 1


def test_control_without_locks_booking_collides(order, service, slow, monkeypatch):
    booked = []
    take = arriving._take
    monkeypatch.setattr(
        arriving, "_take", lambda *args: (booked.append(args), take(*args))
    )
    without_row_locks(monkeypatch)

    everybody_books(order, service)

    assert len(booked) > 1


def test_an_order_is_cancelled_or_paid_and_money_is_never_kept(order, service, slow):
    """A shopper gives up in one tab while paying in the other."""
    url = online.begin(number=order.number, ways=WAYS, at=timezone.now())
    call_off = partial(
        calling_off.cancel_by_shopper,
        number=order.number,
        shopper=None,
        cancelled_at=timezone.now(),
        seen="0.00/0/0",
    )

    race([call_off, partial(pay_with_card, url)])
    attempt = PaymentAttempt.objects.get()
    if attempt.state == "open":
        online.settle(attempt=attempt, at=timezone.now())

    ended = (Order.objects.get().status, PaymentAttempt.objects.get().state)
    assert ended in {("cancelled", "expired"), ("confirmed", "paid")}


def withdraw_while_money_arrives(order) -> list:
    """It is paid already, and whoever asks the service learns of it meanwhile."""
    pay_with_card(online.begin(number=order.number, ways=WAYS, at=timezone.now()))
    withdraw = partial(
        withdrawing.withdraw,
        number=order.number,
        shopper=None,
        wishes=[Wish(line=order.lines.get().pk, quantity=1)],
        name="Ada Fischer",
        email="ada@example.com",
        reference="W1",
        declared_at=timezone.now(),
    )
    ask = partial(reconciling.ask_about, number=order.number, at=timezone.now())
    return race([withdraw, ask, ask, withdraw])


def money_and_its_way_back() -> tuple[str, list, bool]:
    payment = Payment.objects.get()
    refunds = list(Refund.objects.values_list("amount", flat=True))
    return Order.objects.get().status, refunds, payment.refunded == payment.captured


def test_who_withdraws_while_money_arrives_gets_all_of_it_back(order, service, slow):
    """L08: whichever comes first, and however often the button is pressed."""
    results = withdraw_while_money_arrives(order)

    assert [result for result in results if isinstance(result, Exception)] == []
    assert order.withdrawals.count() == 1
    assert money_and_its_way_back() == ("cancelled", [order.total_incl_tax], True)


def test_control_without_locks_money_and_withdrawal_collide(
    order, service, slow, monkeypatch
):
    without_row_locks(monkeypatch)

    results = withdraw_while_money_arrives(order)

    well = money_and_its_way_back() == ("cancelled", [order.total_incl_tax], True)
    assert any(isinstance(result, Exception) for result in results) or not well
