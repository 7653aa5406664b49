"""The money for an order is all here: the order is confirmed and earns points."""

from datetime import datetime

from django.db import transaction

from shop.forks.order.models import Order, OrderStatus
from shop.happenings.telling import happen
from shop.orders import invoicing, steps
from shop.orders.paying.lapsing import lapse
from shop.orders.status import Step
from shop.payments import capturing
from shop.rewards import settlement
from shop.users.models import User
from shop.users.permission import require


class PaymentWindowClosed(Exception):
    """The money came too late: the order has lapsed instead of being paid."""


def mark_paid(*, number: str, actor: User, at: datetime) -> Order:
    """Record that all the money is here: the order is confirmed and earns points.

    Raises ImpossibleStep, and PaymentWindowClosed after letting the order lapse.
    """
    require(actor, "order.mark_paid")
    with transaction.atomic():
        order = steps.locked(number)
        late = (
            order.status == OrderStatus.AWAITING_PAYMENT
            and order.payment_due_at is not None
            and order.payment_due_at <= at
        )
        if late:
            lapse(order=order, actor=actor, at=at)
        else:
            _pay(order, actor, at)
    if late:
        raise PaymentWindowClosed(number)
    return order


def confirm_paid(*, order: Order, at: datetime) -> None:
    """Confirm a locked order whose money a payment service has received, or a new
    one that costs nothing.

    The service's word counts even a little after the time to pay: until the order
    lapses, its goods and points are held. Raises ImpossibleStep.
    """
    _pay(order, None, at)


def _pay(order: Order, actor: User | None, at: datetime) -> None:
    held = order.status == OrderStatus.AWAITING_PAYMENT
    steps.take(order=order, step=Step.PAY, actor=actor, at=at, paid_at=at)
    capturing.capture(order=order, captured_at=at)
    if held:
        settlement.capture(order=order, at=at)
    earned = settlement.earn(order=order, at=at)
    invoice = invoicing.invoice(order=order, points_earned=earned, issued_at=at)
    happen(
        kind="order.paid",
        subject=f"order:{order.number}",
        facts={"points_earned": earned, "invoice": invoice.name},
        at=at,
        reference=order.number,
    )
