"""Money in: what an order owes, and that it has arrived."""

from datetime import datetime

from django.db.models import F

from shop.forks.order.models import Order
from shop.payments.models import Payment


class AlreadyCaptured(Exception):
    """The order's money has arrived before."""


def open_payment(*, order: Order, opened_at: datetime) -> Payment:
    """Write down what the order owes in money."""
    return Payment.objects.create(
        order=order,
        method=order.payment_method,
        currency=order.currency,
        amount=order.total_incl_tax,
        created_at=opened_at,
    )


def capture(*, order: Order, captured_at: datetime) -> None:
    """Record that all the money the order owes has arrived.

    Raises AlreadyCaptured the second time.
    """
    first = Payment.objects.filter(order=order, captured_at=None).update(
        captured=F("amount"), captured_at=captured_at
    )
    if not first:
        raise AlreadyCaptured(order.number)
