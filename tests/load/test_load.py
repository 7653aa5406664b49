"""Each promise of `make load` can be broken, and is then named."""

import json
import sqlite3
from datetime import timedelta
from decimal import Decimal
from threading import Event

import pytest
from django.db.models import F
from django.utils import timezone

from shop.embedded.simulator.server import Simulator
from shop.forks.basket.models import Basket
from shop.forks.order.models import Order, OrderStatus
from shop.forks.partner.models import StockRecord
from shop.orders.models import Return
from shop.payments.models import Payment, PaymentAttempt, Refund
from shop.returns.models import Withdrawal
from tests.factories import make_basket, make_product, make_user, place
from tests.load import promises
from tests.load.browser import NO_ANSWER, Answer, Page, kind_of
from tests.load.report import failures, percentile
from tests.load.rush import let_in
from tests.load.weather import KINDS, Service, rage

FORMS = """
<form id="place" method="post" action="/en/checkout/place/">
  <input type="hidden" name="csrfmiddlewaretoken" value="t">
  <input type="radio" name="payment" value="online">
  <input type="radio" name="payment" value="bank-transfer" checked>
  <button name="pressed" value="yes">Buy now</button>
</form>
<input type="hidden" name="quote" value="q" form="place">
"""


@pytest.fixture
def order(db) -> Order:
    """Two pieces, ordered an hour ago, to be paid online, and paid."""
    ordered_at = timezone.now() - timedelta(hours=1)
    product = make_product("10.00", stock=5)
    order = place(make_basket([(product, 2)]), at=ordered_at)
    order.payment_method, order.status = "online", OrderStatus.CONFIRMED
    order.paid_at = ordered_at
    order.save()
    return order


@pytest.fixture
def books(tmp_path):
    """Writes the payment service's books: what arrived on which page."""
    file = tmp_path / "payments.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE thing (kind TEXT, body TEXT)")

    def write(order: Order, amount: Decimal, *, refunded: Decimal = Decimal(0)):
        number = PaymentAttempt.objects.count()
        PaymentAttempt.objects.create(
            order=order,
            provider="stripe",
            key=f"{number}",
            session_id=f"cs_{number}",
            currency="EUR",
            amount=order.total_incl_tax,
            state="late",
            created_at=order.date_placed,
            expires_at=order.date_placed,
        )
        things = {
            "session": {"id": f"cs_{number}", "payment_intent": f"pi_{number}"},
            "intent": {
                "id": f"pi_{number}",
                "currency": "eur",
                "amount_received": int(amount * 100),
            },
            "refund": {
                "payment_intent": f"pi_{number}",
                "status": "succeeded",
                "amount": int(refunded * 100),
            },
        }
        with sqlite3.connect(file) as connection:
            connection.executemany(
                "INSERT INTO thing VALUES (?, ?)",
                [(kind, json.dumps(thing)) for kind, thing in things.items()],
            )
        return file

    return write


def complaints(file, order: Order) -> list[str]:
    said = promises.charged_wrongly(file, since=order.date_placed)
    return [line.removeprefix(f"order {order.number}: ") for line in said]


def refund_complaints(file, order: Order) -> list[str]:
    return list(promises.refunded_wrongly(file, since=order.date_placed))


def test_a_piece_promised_twice_is_named(order):
    """S01."""
    assert list(promises.oversold()) == []

    StockRecord.objects.update(num_allocated=F("num_allocated") - 1)

    sku = StockRecord.objects.get().partner_sku
    assert list(promises.oversold()) == [f"{sku}: 1 promised, 2 in live orders"]


@pytest.mark.parametrize("status", ["ready", "shipped"])
def test_what_has_left_the_shelf_is_promised_no_longer(order, status):
    """What lies ready at a pick-up point has left it as well."""
    Order.objects.update(status=status)
    StockRecord.objects.update(num_allocated=0)

    assert list(promises.oversold()) == []


def test_one_payment_of_the_whole_is_right(order, books):
    total = order.total_incl_tax
    books(order, total, refunded=total)

    assert complaints(books(order, total), order) == []


def test_a_second_charge_is_named(order, books):
    """S02."""
    total = order.total_incl_tax
    books(order, total)

    assert complaints(books(order, total), order) == [
        "charged 2 times",
        f"{2 * total} kept, {total} due",
    ]


def test_money_kept_for_a_cancelled_order_is_named(order, books):
    Order.objects.update(status=OrderStatus.CANCELLED)
    total = order.total_incl_tax

    assert complaints(books(order, total), order) == [
        f"{total} kept for an order that is not paid"
    ]


def test_what_was_paid_before_the_crowd_came_is_not_looked_at(order, books):
    paid = books(order, order.total_incl_tax)

    later = order.date_placed + timedelta(seconds=1)
    assert list(promises.charged_wrongly(paid, since=later)) == []


def test_an_order_without_its_money_is_named(order, books):
    assert complaints(books(order, Decimal(0)), order) == [
        "paid, but no money has arrived"
    ]


@pytest.mark.parametrize("sent_back", ["10.00", "0.00"])
def test_what_was_returned_is_no_longer_due(order, books, sent_back):
    total, back = order.total_incl_tax, Decimal("10.00")
    take_back(order, back)

    said = complaints(books(order, total, refunded=Decimal(sent_back)), order)

    missing = [] if sent_back == "10.00" else [f"{total} kept, {total - back} due"]
    assert said == missing


def test_a_refund_that_has_no_cause_or_comes_short_is_named(
    unguarded_refunds, order, books
):
    """L08, L12."""
    file = books(order, order.total_incl_tax)
    PaymentAttempt.objects.update(state="paid")
    take_back(order, Decimal("10.00"))
    assert refund_complaints(file, order) == []

    Refund.objects.update(amount=Decimal("9.00"), reference="return:B2")

    assert refund_complaints(file, order) == [
        "refund return:B1: None promised, 10.00 due",
        "refund return:B2: 9.00 promised, None due",
    ]


def test_money_that_went_back_unsaid_is_named(order, books):
    """L12: what the shop never sent, and more than had come."""
    file = books(order, Decimal("5.00"), refunded=Decimal("6.00"))
    PaymentAttempt.objects.update(state="paid")

    assert refund_complaints(file, order) == [
        "page cs_0: 6.00 went back, the shop says 0"
    ]


def test_a_withdrawal_nobody_heard_is_named(order):
    withdrawal = Withdrawal.objects.create(
        order=order,
        reference="W1",
        name="Ada",
        email="ada@example.com",
        pieces=[],
        declared_at=order.date_placed,
    )

    assert list(promises.unheard()) == [
        f"withdrawal {withdrawal}: not confirmed",
        f"withdrawal {withdrawal}: declared, and nothing came of it",
    ]


def test_the_weather_is_drawn_from_the_seed_and_ends_well():
    """Whatever it was asked to do, the service behaves when the shop has closed."""
    simulator = Simulator(secret_key="sk_test_load", webhook_secret="whsec_load")
    simulator.start()
    service = Service(address=simulator.url, key="sk_test_load")
    closing = Opening(rounds=6)

    happened = rage(service, seed=1, pause=1, closing=closing)

    assert happened.total() == 6
    assert rage(service, seed=1, pause=1, closing=Opening(rounds=6)) == happened
    assert simulator.faults.take(*KINDS, path="/v1/refunds") is None
    simulator.stop()


class Opening:
    """Closes after so many rounds, without waiting for any."""

    def __init__(self, *, rounds: int):
        self.rounds = rounds

    def wait(self, _seconds: float) -> bool:
        self.rounds -= 1
        return self.rounds < 0


def take_back(order: Order, money: Decimal) -> None:
    """A piece came back, and its money is promised once."""
    Return.objects.create(
        order=order,
        reference="B1",
        actor=make_user(),
        reason="worn",
        money=money,
        restocked=True,
        received_at=order.date_placed,
    )
    Payment.objects.update(captured=order.total_incl_tax, refunded=money)
    Refund.objects.create(
        payment=order.payment,
        amount=money,
        reference="return:B1",
        key="B1",
        created_at=order.date_placed,
    )


def test_a_basket_left_frozen_is_named(order):
    """S04: what happened to the order waits to be heard as well."""
    left = make_basket()
    Basket.objects.filter(pk=left.pk).update(status=Basket.FROZEN)

    assert [line.split(": ")[0] for line in promises.half_done()] == [
        f"basket {left.pk}",
        f"order.placed order:{order.number}",
    ]


def test_a_payment_page_left_open_is_named(order, books):
    books(order, Decimal(0))
    PaymentAttempt.objects.update(state="open")

    assert f"order {order.number}: can still be paid" in promises.half_done()


def test_server_errors_and_silence_are_failures():
    answers = [
        Answer("GET home", 200, 0.1),
        Answer("GET home", 404, 0.1),
        Answer("GET home", 500, 0.1, "/en/"),
        Answer("GET home", NO_ANSWER, 9.0, "refused"),
        # It says that the payment service does not answer just now.
        Answer("POST account/orders/…/cancel/", 503, 9.0),
    ]

    assert failures(answers) == [
        "GET home: 500 /en/ (1×)",
        "GET home: no answer refused (1×)",
    ]


def test_percentiles_are_those_of_an_answer():
    seconds = [number / 100 for number in range(1, 101)]

    assert [percentile(seconds, share) for share in (50, 95, 99)] == [0.5, 0.95, 0.99]
    assert percentile([7.0], 50) == 7.0


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("/en/", "GET home"),
        ("/zh-hans/search/?q=tea", "GET search/"),
        ("/en/catalogue/a-mug_12/", "GET catalogue/…"),
        ("/en/catalogue/category/tea/green_3/", "GET catalogue/category/…"),
        ("/en/checkout/pay/NYQQW-YMFBB/return/", "GET checkout/pay/…/return/"),
        ("/pay/cs_test_0f", "GET (payment service)/pay/…"),
    ],
)
def test_pages_of_one_kind_are_counted_together(url, kind):
    assert kind_of("GET", f"http://127.0.0.1:1{url}") == kind


def test_a_form_is_sent_as_a_browser_would():
    page = Page("http://127.0.0.1:1/en/checkout/review/", 200, FORMS)
    form = page.form("/checkout/place/$")

    assert form.action == "http://127.0.0.1:1/en/checkout/place/"
    assert form.values == {
        "csrfmiddlewaretoken": "t",
        "payment": "bank-transfer",
        "quote": "q",
    }
    assert form.choices == {"payment": ["online", "bank-transfer"]}


def test_a_slow_shop_stays_open_until_there_is_enough_to_prove():
    closing, looks = Event(), iter([False, False, True])

    _taken, stumbles = let_in(
        [closing.wait], seconds=0, closing=closing, enough=lambda: next(looks)
    )

    assert closing.is_set()
    assert list(looks) == stumbles == []
