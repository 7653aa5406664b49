"""Paying at the payment service: in time, twice, late, wrong, or not at all."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from loyalty import reading
from shop.audit.models import Entry
from shop.documents import reconciliation
from shop.embedded.simulator.news import Letter
from shop.forks.order.models import Order
from shop.orders.paying import (
    changing_method,
    closing_pages,
    lapsing,
    online,
    reconciling,
)
from shop.orders.paying.online import CannotBePaid, Ways
from shop.orders.undoing import cancelling
from shop.payments import sending_refunds
from shop.payments.models import Payment, PaymentAttempt, Refund, WebhookEvent
from shop.payments.port import (
    ProviderNotConfigured,
    ProviderRefused,
    ProviderSilent,
)
from shop.payments.stripe import provider
from tests.factories import (
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    place,
)
from tests.hearing import outbox
from tests.payment_services import entry
from tests.shop.payments.conftest import (
    ASKED,
    DECLINED,
    KEY,
    hear,
    pay_with_card,
    post_letter,
    session_of,
    visit,
)

pytestmark = pytest.mark.django_db
WAYS = Ways(success_url="http://shop/return/", cancel_url="http://shop/pay/")
AFTER_DUE = timedelta(hours=2)


def begin(order, at=None):
    return online.begin(number=order.number, ways=WAYS, at=at or timezone.now())


def close_and_lapse(at):
    closing_pages.close_overdue(at=at)
    return lapsing.lapse_unpaid(at=at)


def status(order):
    return Order.objects.get(pk=order.pk).status


def states(order):
    attempts = PaymentAttempt.objects.filter(order=order).order_by("pk")
    return list(attempts.values_list("state", flat=True))


def captured(order):
    return Payment.objects.get(order=order).captured


def mails(order):
    found = outbox().filter(context__number=order.number)
    return list(found.values_list("kind", flat=True))


def stock(product):
    record = product.stockrecords.get()
    return record.num_in_stock, record.num_allocated


def send_refunds():
    while sending_refunds.send_next(at=timezone.now()):
        pass


# -- In time -----------------------------------------------------------------------


def test_paying_by_card_confirms_the_order(service, order, deliver):
    url = begin(order)
    assert "44.90 EUR" in visit(url).text
    assert "Simulation" in visit(url).text

    assert pay_with_card(url).location == WAYS.success_url
    assert status(order) == "awaiting-payment"  # until the service has said so

    assert set(deliver()) == {200}
    assert status(order) == "confirmed"
    assert captured(order) == Decimal("44.90")
    assert order.documents.get().total == Decimal("44.90")
    assert mails(order) == ["order-placed", "order-paid"]
    paid = PaymentAttempt.objects.get(order=order)
    assert (paid.state, paid.received) == ("paid", Decimal("44.90"))
    entry = Entry.objects.get(action="order.mark-paid")
    assert (entry.actor, entry.subject) == (None, f"order:{order.number}")


@pytest.mark.parametrize("method", ["alipay", "wechat_pay"])
def test_other_ways_to_pay_ask_for_a_confirmation(service, order, deliver, method):
    url = begin(order)

    assert 'value="yes"' in visit(url, {"method": method}).text
    visit(url, {"method": method, "answer": "yes"})

    deliver()
    assert status(order) == "confirmed"


def test_a_card_that_asks_who_it_is_pays_after_the_answer(service, order, deliver):
    url = begin(order)

    assert 'value="yes"' in pay_with_card(url, ASKED).text
    deliver()
    assert status(order) == "awaiting-payment"
    visit(url, {"method": "card", "answer": "yes"})

    deliver()
    assert status(order) == "confirmed"


def test_points_are_redeemed_with_the_money(service, deliver):
    member = make_member(500, at=timezone.now())
    basket = make_basket([(make_product("20.00"), 1)], owner=member, points=500)
    order = place(basket, at=timezone.now(), payment_method="online")
    assert reading.balance(member=member, at=timezone.now()).held == 500

    pay_with_card(begin(order))
    deliver()

    balance = reading.balance(member=member, at=timezone.now())
    assert (balance.held, balance.available, balance.pending) == (0, 0, 15)


def test_a_declined_card_is_followed_by_another(service, order, deliver):
    url = begin(order)

    declined = pay_with_card(url, DECLINED)
    assert declined.status == 402
    assert "declined" in declined.text
    deliver()
    assert (status(order), states(order)) == ("awaiting-payment", ["open"])

    pay_with_card(url)
    deliver()
    assert (status(order), states(order)) == ("confirmed", ["paid"])


# -- Once --------------------------------------------------------------------------


def test_s02_beginning_again_leads_to_the_same_page(service, order):
    """S02: one live attempt, however often the button is pressed."""
    assert begin(order) == begin(order)
    assert states(order) == ["open"]


def test_s02_a_paid_order_is_not_paid_again(service, order):
    """S02: the service is asked before a page is shown again."""
    pay_with_card(begin(order))

    with pytest.raises(CannotBePaid):
        begin(order)
    assert status(order) == "confirmed"


def test_news_that_comes_twice_is_heard_once(service, order, deliver):
    pay_with_card(begin(order))

    assert deliver(times=3) == [200] * 6
    assert hear() == 0

    assert WebhookEvent.objects.count() == 2
    assert mails(order) == ["order-placed", "order-paid"]


def test_news_in_any_order_comes_to_the_same(service, order, deliver):
    url = begin(order)
    pay_with_card(url, DECLINED)
    pay_with_card(url)

    deliver(backwards=True)

    assert (status(order), states(order)) == ("confirmed", ["paid"])


def test_lost_news_is_made_up_by_asking(service, order, deliver):
    service.faults.order("lost-news", times=5)
    pay_with_card(begin(order))
    deliver()
    assert status(order) == "awaiting-payment"

    assert reconciling.ask_about_open(at=timezone.now()) == 1

    assert status(order) == "confirmed"
    assert reconciling.ask_about_open(at=timezone.now()) == 0


# -- Forged and replayed -----------------------------------------------------------


def test_forged_news_is_refused_and_logged(service, order, client):
    pay_with_card(begin(order))
    letter = service.news.letters[-1]

    assert post_letter(client, letter, secret="whsec_somebody") == 400
    assert (
        client.post("/payments/stripe/webhook", b"\xff\0", "text/x").status_code == 400
    )

    assert WebhookEvent.objects.count() == 0
    assert hear() == 0
    assert status(order) == "awaiting-payment"
    entries = Entry.objects.filter(action="payment.forged-news")
    assert entries.count() == 2
    assert entries[0].after == {"sender": "127.0.0.1"}


def test_a_flood_of_forged_news_does_not_fill_the_log(service, client):
    for _time in range(30):
        client.post("/payments/stripe/webhook", b"{}", "application/json")

    assert Entry.objects.filter(action="payment.forged-news").count() == 20


def test_old_news_is_not_taken_again(service, order, client):
    pay_with_card(begin(order))
    letter = service.news.letters[-1]
    ten_minutes_ago = timezone.now().timestamp() - 600

    assert post_letter(client, letter, at=ten_minutes_ago) == 400
    assert WebhookEvent.objects.count() == 0


@pytest.mark.parametrize("body", ["[]", "{}", '{"id": 1, "type": 2}', "null", "no"])
def test_signed_nonsense_is_refused(service, client, body):
    assert post_letter(client, Letter(body)) == 400


# -- The wrong money ---------------------------------------------------------------


@pytest.mark.parametrize("odd", [{"amount_received": 4489}, {"currency": "usd"}])
def test_the_wrong_money_confirms_nothing(service, order, deliver, odd):
    url = begin(order)
    service.api.sessions.pay(session_of(url), method="card", **odd)

    deliver()

    assert (status(order), states(order)) == ("awaiting-payment", ["wrong"])
    assert captured(order) == 0
    entry = Entry.objects.get(action="payment.wrong")
    assert entry.before == {"amount": "44.90", "currency": "EUR"}
    assert entry.after != entry.before
    alarm = outbox().get(kind="alert-wrong-amount")
    assert alarm.context["order_number"] == order.number


# -- Late --------------------------------------------------------------------------


def test_s05_an_abandoned_order_lapses_and_its_page_closes(service, order, tea):
    """S05: the service is told first, then goods are free again."""
    url = begin(order)

    assert close_and_lapse(timezone.now() + AFTER_DUE) == 1

    assert (status(order), states(order)) == ("lapsed", ["expired"])
    assert stock(tea) == (10, 0)
    assert pay_with_card(url).status == 410


def test_s05_an_order_that_was_paid_does_not_lapse(service, order, deliver):
    """S05: the news was lost, and the service is asked before the order lapses."""
    service.faults.order("lost-news", times=5)
    pay_with_card(begin(order))

    assert close_and_lapse(timezone.now() + AFTER_DUE) == 0

    assert (status(order), states(order)) == ("confirmed", ["paid"])


def test_s05_while_the_service_is_silent_the_order_waits(service, order):
    """S05: and not for ever."""
    begin(order)
    service.faults.order("error", times=100)
    later = timezone.now() + AFTER_DUE

    assert close_and_lapse(later) == 0
    assert status(order) == "awaiting-payment"
    assert close_and_lapse(later + timedelta(days=2)) == 1
    assert (status(order), states(order)) == ("lapsed", ["open"])

    service.faults.forget()
    assert closing_pages.close_overdue(at=later + timedelta(days=2)) == 1
    assert states(order) == ["expired"]


def test_money_for_a_cancelled_order_goes_back(service, order, deliver):
    url = begin(order)
    cancelling.cancel(
        number=order.number,
        actor=make_order_desk(),
        reason="Ordered twice",
        cancelled_at=timezone.now(),
    )
    pay_with_card(url)

    deliver()
    send_refunds()

    assert (status(order), states(order)) == ("cancelled", ["late"])
    assert captured(order) == 0
    refund = Refund.objects.get(payment__order=order)
    assert (refund.amount, refund.state) == (Decimal("44.90"), "succeeded")
    attempt = PaymentAttempt.objects.get(order=order)
    assert service.api.refunds.refunded(attempt.charge) == 4490
    assert "payment-late" in mails(order)
    assert not order.documents.exists()
    assert list(reconciliation.differences()) == []
    assert Entry.objects.get(action="payment.late").after["amount"] == "44.90"


def test_money_after_the_order_has_lapsed_goes_back_once(service, order, deliver):
    url = begin(order)
    close_and_lapse(timezone.now() + AFTER_DUE)
    service.api.sessions.pay(session_of(url), method="card")

    deliver(times=2)
    reconciling.ask_about_open(at=timezone.now())
    send_refunds()

    assert (status(order), states(order)) == ("lapsed", ["late"])
    assert Refund.objects.count() == 1
    attempt = PaymentAttempt.objects.get(order=order)
    assert service.api.refunds.refunded(attempt.charge) == 4490


# -- Another way -------------------------------------------------------------------


def test_a_shopper_changes_to_bank_transfer(service, order, deliver):
    url = begin(order)

    changing_method.pay_by_transfer(
        number=order.number, shopper=None, at=timezone.now()
    )

    assert pay_with_card(url).status == 410
    changed = Order.objects.get(pk=order.pk)
    assert (changed.status, changed.payment_method) == (
        "awaiting-payment",
        "bank-transfer",
    )
    assert changed.payment_due_at > timezone.now() + timedelta(days=6)
    assert mails(order) == ["order-placed", "order-pay-by-transfer"]
    assert outbox().last().context["instructions"]
    assert Entry.objects.get(action="order.pay-by-transfer").actor is None
    assert close_and_lapse(timezone.now() + AFTER_DUE) == 0


def test_a_shopper_changes_their_mind_after_paying(service, order):
    """The money is there: the order is paid, whatever was pressed then."""
    pay_with_card(begin(order))

    with pytest.raises(CannotBePaid):
        changing_method.pay_by_transfer(
            number=order.number, shopper=None, at=timezone.now()
        )
    assert status(order) == "confirmed"


# -- A service that misbehaves -----------------------------------------------------


@pytest.mark.parametrize("fault", ["error", "not-json", "error-after"])
def test_a_service_that_fails_leaves_the_order_as_it_was(service, order, fault):
    service.faults.order(fault, times=2)

    with pytest.raises(ProviderSilent):
        begin(order)
    assert (status(order), states(order)) == ("awaiting-payment", ["failed"])

    service.faults.forget()
    assert pay_with_card(begin(order)).status == 303
    assert states(order) == ["failed", "open"]


def test_a_service_that_is_slow_is_given_up(service, order, monkeypatch):
    monkeypatch.setattr(provider, "SECONDS_TO_ANSWER", 0.2)
    provider._client.cache_clear()
    service.faults.order("slow", times=2, seconds=1)

    with pytest.raises(ProviderSilent):
        begin(order)
    assert status(order) == "awaiting-payment"
    assert begin(order)


def test_a_service_that_refuses_says_so(service, order, settings):
    odd = entry(service.url, secret_key=KEY, methods=("card", "shells"))
    settings.PAYMENT_PROVIDERS = {"stripe": odd}

    with pytest.raises(ProviderRefused):
        begin(order)
    assert states(order) == ["failed"]


def test_when_the_keys_are_gone_nothing_can_be_begun(order, settings):
    settings.PAYMENT_PROVIDERS = {}

    with pytest.raises(ProviderNotConfigured):
        begin(order)
    assert states(order) == []
