"""Paying by card, Alipay or WeChat Pay on the page of a payment service."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _

from shop.forks.order.models import Order, PaymentMethod
from shop.payments import providers

# Stock and points are held that long for somebody who is paying.
PAYMENT_WINDOW = timedelta(minutes=60)


def _describe() -> str:
    if providers.is_configured() and providers.current().is_simulated:
        return _("A simulation with test cards: no real money moves")
    return _("You pay on the next page, and your order is confirmed at once")


class Online:
    code: str = PaymentMethod.ONLINE.value
    name: str | Promise = PaymentMethod.ONLINE.label
    description: str | Promise = lazy(_describe, str)()
    is_online = True

    def due_at(self, *, placed_at: datetime) -> datetime | None:
        return placed_at + PAYMENT_WINDOW

    def smallest(self, *, currency: str) -> Decimal:
        return providers.current().smallest(currency=currency)

    def instructions(self, *, order: Order) -> str:
        return _(
            "You pay by card, Alipay or WeChat Pay within %(minutes)d minutes. "
            "If that was interrupted, the page of your order leads back to it."
        ) % {"minutes": PAYMENT_WINDOW.total_seconds() // 60}
