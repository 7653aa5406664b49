"""Each promise of `make load` can be broken, and is then named."""

import json
import sqlite3
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import F
from django.utils import timezone

from shop.forks.basket.models import Basket
from shop.forks.order.models import Order, OrderStatus
from shop.forks.partner.models import StockRecord
from shop.payments.models import PaymentAttempt
from tests.factories import make_basket, make_product, place
from tests.load import promises
from tests.load.browser import NO_ANSWER, Answer, Page, kind_of
from tests.load.report import failures, percentile

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


def test_a_piece_promised_twice_is_named(order):
    """S01."""
    assert list(promises.oversold()) == []

    StockRecord.objects.update(num_allocated=F("num_allocated") - 1)

    sku = StockRecord.objects.get().partner_sku
    assert list(promises.oversold()) == [f"{sku}: 1 promised, 2 in live orders"]


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
        f"{2 * total} charged for {total}",
    ]


def test_money_kept_for_a_cancelled_order_is_named(order, books):
    Order.objects.update(status=OrderStatus.CANCELLED)
    total = order.total_incl_tax

    assert complaints(books(order, total), order) == [
        f"{total} kept for an order that is not paid"
    ]


def test_an_order_without_its_money_is_named(order, books):
    assert complaints(books(order, Decimal(0)), order) == [
        "paid, but no money has arrived"
    ]


def test_a_basket_left_frozen_is_named(order):
    """S04: the mail of the order waits as well."""
    left = make_basket()
    Basket.objects.filter(pk=left.pk).update(status=Basket.FROZEN)

    assert [line.split(": ")[0] for line in promises.half_done()] == [
        f"basket {left.pk}",
        f"mail order-placed:{order.number}",
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
