"""Ways to pay, and what they need to know."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from inspect import getsource, isfunction, signature
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from shop import days
from shop.forks.order.models import Order, PaymentMethod
from shop.payments import checks
from shop.payments.backoff import next_try
from shop.payments.methods import GATEWAYS, UnknownPayment, available, choose, find
from shop.payments.port import Provider
from shop.payments.stripe.minor_units import from_minor, to_minor
from tests.payment_services import entry

PROVIDERS = sorted(Path("shop/payments").glob("*/provider.py"))
NOON = datetime(2025, 3, 14, 12, tzinfo=UTC)


def test_every_method_an_order_can_have_is_known():
    assert {find(code).code for code in PaymentMethod.values} == set(
        PaymentMethod.values
    )


def test_paying_online_is_on_offer_where_a_payment_service_is(monkeypatch):
    offline = [gateway.code for gateway in GATEWAYS if not gateway.is_online]
    assert [gateway.code for gateway in available()] == offline
    with pytest.raises(UnknownPayment):
        choose(PaymentMethod.ONLINE)

    monkeypatch.setattr(settings, "PAYMENT_PROVIDERS", {"stripe": entry()})
    assert [gateway.code for gateway in available()] == [PaymentMethod.ONLINE, *offline]
    assert choose(PaymentMethod.ONLINE).is_online


@pytest.mark.parametrize("path", PROVIDERS, ids=lambda path: path.parent.name)
def test_a_service_answers_the_questions_of_the_port(path):
    """As they are asked: settings name its class, so no type checker looks."""
    module = import_module(".".join(path.with_suffix("").parts))
    backends = [each for each in vars(module).values() if hasattr(each, "read_news")]

    (backend,) = backends
    for question, asked in vars(Provider).items():
        if isfunction(asked) and not question.startswith("_"):
            assert signature(getattr(backend, question)) == signature(asked)
    assert "name" in signature(backend).parameters
    assert "is_simulated" in getsource(backend)


def test_paying_online_has_an_hour():
    gateway = find("online")

    assert gateway.due_at(placed_at=NOON) == NOON + timedelta(hours=1)
    assert "60" in gateway.instructions(order=Order())


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("12.50", "EUR", 1250), ("0.01", "EUR", 1), ("1250", "JPY", 1250)],
)
def test_money_is_written_in_its_smallest_unit(amount, currency, minor):
    assert to_minor(Decimal(amount), currency) == minor
    assert from_minor(minor, currency.lower()) == Decimal(amount)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        # Without places where people write them, in hundredths at Stripe.
        ("1250.00", "RSD", 125000),
        ("1250.00", "ALL", 125000),
        ("1250.00", "LAK", 125000),
        ("1250.00", "LBP", 125000),
        ("1250.00", "MMK", 125000),
        ("1250.00", "HUF", 125000),
        # Whole, and sent as if they were not.
        ("1250.00", "ISK", 125000),
        ("1250.00", "UGX", 125000),
        ("1250.00", "KRW", 1250),
        ("12.50", "KWD", 12500),
    ],
)
def test_f39_the_smallest_unit_is_that_of_the_service(amount, currency, minor):
    """F39: CLDR says how people write money, not how it is charged."""
    assert to_minor(Decimal(amount), currency) == minor
    assert from_minor(minor, currency.lower()) == Decimal(amount)


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("0.005", "EUR"), ("12.50", "JPY"), ("12.50", "ISK"), ("1.005", "KWD")],
)
def test_a_part_of_the_smallest_unit_is_refused(amount, currency):
    with pytest.raises(ValueError, match="too many places"):
        to_minor(Decimal(amount), currency)


@pytest.mark.parametrize("currency", ["JPY", "ISK", "KWD", "EUR", "CNY", "RSD"])
def test_f39_a_currency_that_the_shop_cannot_keep_is_refused(monkeypatch, currency):
    """F39: the shop keeps hundredths."""
    monkeypatch.setattr(settings, "OSCAR_DEFAULT_CURRENCY", currency)

    wrong = [error.id for error in checks.currency_has_hundredths()]

    kept = currency in ("EUR", "CNY", "RSD")
    assert wrong == ([] if kept else ["payments.E001"])


def test_a_silent_service_is_asked_less_and_less_but_always():
    waits = [next_try(tries=tries, failed_at=NOON) - NOON for tries in range(1, 60)]
    assert waits[:3] == [timedelta(seconds=s) for s in (15, 30, 60)]
    assert waits[-1] == timedelta(minutes=15)
    assert waits == sorted(waits)


def test_an_unknown_method_is_named():
    with pytest.raises(UnknownPayment, match="shells"):
        find("shells")


def test_a_transfer_has_seven_days_and_the_order_number_as_its_reference():
    gateway, order = find("bank-transfer"), Order(number="AB1D0-XYZ99")

    assert gateway.due_at(placed_at=NOON) == days.close_after(NOON, days=7)
    with translation.override("en"):
        instructions = gateway.instructions(order=order)
    assert order.number in instructions
    assert settings.BANK_ACCOUNT_IBAN in instructions


def test_goods_paid_on_delivery_leave_before_the_money_is_there():
    gateway = find("on-delivery")

    assert gateway.due_at(placed_at=NOON) is None
    assert gateway.instructions(order=Order())
