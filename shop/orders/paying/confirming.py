"""The money for an order is all here: the order is confirmed and earns points."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from loyalty.redemption import HoldHasLapsed
from shop.audit.record import record
from shop.forks.order.models import CAME_TO_NOTHING, Order, OrderStatus
from shop.happenings.telling import happen
from shop.orders import invoicing, steps
from shop.orders.paying.lapsing import lapse
from shop.orders.status import Step
from shop.payments import capturing, refunding
from shop.rewards import settlement
from shop.users.models import User
from shop.users.permission import require


class AnotherAmount(Exception):
    """Not what the order comes to; `total` says what that is."""

    def __init__(self, total: Decimal):
        super().__init__(total)
        self.total = total


@dataclass(frozen=True)
class Seen:
    """Money that a person says has come: how much, and where that can be read."""

    amount: Decimal
    reference: str = ""


class PaymentWindowClosed(Exception):
    """The money came too late for the order; it is recorded, and goes back."""


def mark_paid(
    *, number: str, actor: User, at: datetime, seen: Seen | None = None
) -> Order:
    """Record that all the money is here: the order is confirmed and earns points.

    What was `seen` is compared with what the order comes to, and kept with it.

    A little after the time to pay counts while goods and points are still held.
    Money for an order that is over is never refused without a record: it is kept as
    a refund that staff pay out, and PaymentWindowClosed is raised after that.
    Raises ImpossibleStep and AnotherAmount.
    """
    require(actor, "order.mark_paid")
    with transaction.atomic():
        order = steps.locked(number)
        if seen and seen.amount != order.total_incl_tax:
            raise AnotherAmount(order.total_incl_tax)
        if order.status == OrderStatus.AWAITING_PAYMENT:
            paid = _paid_while_held(order, actor, at, seen)
        else:
            paid = not is_over_unpaid(order)
            if paid:
                _pay(order, actor, at, seen)
        if not paid:
            _keep_late(order, actor, at, seen)
    if not paid:
        raise PaymentWindowClosed(number)
    return order


def is_over_unpaid(order: Order) -> bool:
    """Whether money that comes now comes too late for the order."""
    return order.status in CAME_TO_NOTHING and order.paid_at is None


def _paid_while_held(
    order: Order, actor: User, at: datetime, seen: Seen | None
) -> bool:
    """Pay an order that still waits; it lapses if its points are free again."""
    try:
        with transaction.atomic():
            _pay(order, actor, at, seen)
    except HoldHasLapsed:
        order.refresh_from_db()
        lapse(order=order, actor=actor, at=at)
        return False
    return True


def _keep_late(order: Order, actor: User, at: datetime, seen: Seen | None) -> None:
    """Keep money that came too late, once: it goes back, by people's hands."""
    if not order.total_incl_tax or refunding.keep_late(order=order, kept_at=at) is None:
        return
    record(
        actor=actor,
        action="payment.late",
        subject=f"order:{order.number}",
        recorded_at=at,
        after={"amount": str(order.total_incl_tax)}
        | ({"reference": seen.reference} if seen else {}),
    )
    happen(
        kind="payment.came-late",
        subject=f"order:{order.number}",
        facts={"refund": str(order.total_incl_tax)},
        at=at,
        reference=order.number,
    )


def confirm_paid(*, order: Order, at: datetime) -> None:
    """Confirm a locked order whose money a payment service has received, or a new
    one that costs nothing.

    The service's word counts even a little after the time to pay: until the order
    lapses, its goods and points are held. Raises ImpossibleStep.
    """
    _pay(order, None, at)


def _pay(
    order: Order, actor: User | None, at: datetime, seen: Seen | None = None
) -> None:
    held = order.status == OrderStatus.AWAITING_PAYMENT
    came: dict[str, Any] = (
        {"amount_seen": seen.amount, "payment_reference": seen.reference}
        if seen
        else {}
    )
    steps.take(order=order, step=Step.PAY, actor=actor, at=at, paid_at=at, **came)
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
