"""Ways to pay without a payment service."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import translation

from shop.forks.order.models import Order, PaymentMethod
from shop.payments.methods import UnknownPayment, available, find

NOON = datetime(2025, 3, 14, 12, tzinfo=UTC)


def test_every_method_an_order_can_have_is_on_offer():
    assert {gateway.code for gateway in available()} == set(PaymentMethod.values)


def test_an_unknown_method_is_named():
    with pytest.raises(UnknownPayment, match="shells"):
        find("shells")


def test_a_transfer_has_seven_days_and_the_order_number_as_its_reference():
    gateway, order = find("bank-transfer"), Order(number="AB1D0-XYZ99")

    assert gateway.due_at(placed_at=NOON) == NOON + timedelta(days=7)
    assert gateway.start(order=order) is None
    with translation.override("en"):
        instructions = gateway.instructions(order=order)
    assert order.number in instructions
    assert settings.BANK_ACCOUNT_IBAN in instructions


def test_goods_paid_on_delivery_leave_before_the_money_is_there():
    gateway = find("on-delivery")

    assert gateway.due_at(placed_at=NOON) is None
    assert gateway.start(order=Order()) is None
    assert gateway.instructions(order=Order())
