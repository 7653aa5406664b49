"""From an order to a delivered one: paid, shipped, delivered."""

from datetime import datetime

from django.db import transaction

from shop.delivery.models import Carrier
from shop.forks.order.models import Order, OrderStatus
from shop.orders import invoicing, mails, steps, stock, tracking
from shop.orders.cancelling import lapse
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
    mails.tell(
        order=order,
        kind="order-paid",
        at=at,
        points_earned=earned,
        **mails.document(invoice),
    )


@transaction.atomic
def mark_shipped(
    *,
    number: str,
    actor: User,
    at: datetime,
    carrier: Carrier | None = None,
    tracking_number: str = "",
) -> Order:
    """Record that the goods have left, and by whom they are brought if that is known.

    Repeating it for the same parcel changes nothing. Raises ImpossibleStep,
    BadNumber and NumberWithoutCarrier.
    """
    require(actor, "order.mark_shipped")
    order = steps.locked(number)
    if tracking.has_left_so(order, carrier=carrier, tracking_number=tracking_number):
        return order
    steps.take(order=order, step=Step.SHIP, actor=actor, at=at, shipped_at=at)
    parcel = tracking.write(
        order=order,
        carrier=carrier,
        tracking_number=tracking_number,
        actor=actor,
        at=at,
    )
    stock.send_off(order)
    mails.tell(order=order, kind="order-shipped", at=at, **mails.parcel(parcel))
    return order


@transaction.atomic
def mark_delivered(*, number: str, actor: User, at: datetime) -> Order:
    """Record that the shopper has the goods: the return window begins.

    An order to be paid on delivery is marked paid first. Raises ImpossibleStep.
    """
    require(actor, "order.mark_delivered")
    order = steps.locked(number)
    steps.take(order=order, step=Step.DELIVER, actor=actor, at=at, delivered_at=at)
    settlement.schedule(order=order, at=at)
    mails.tell(order=order, kind="order-delivered", at=at)
    return order
