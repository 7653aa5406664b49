"""The money for an order is all here: the order is confirmed and earns points."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from loyalty.redemption import HoldHasLapsed
from shop.audit.models import Entry
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


class PaidBefore(PaymentWindowClosed):
    """The order was paid already: this is other money, recorded as well."""


def mark_paid(
    *, number: str, actor: User, at: datetime, seen: Seen | None = None
) -> Order:
    """Record that all the money is here: the order is confirmed and earns points.

    What was `seen` is compared with what the order comes to, and kept with it.

    A little after the time to pay counts while goods and points are still held.
    Money for an order that is over is never refused without a record, however much it
    is: it is kept as a refund that staff pay out, and PaymentWindowClosed is raised
    after that. So is money under another reference than the one it was paid with.
    Raises ImpossibleStep and AnotherAmount.
    """
    require(actor, "order.mark_paid")
    with transaction.atomic():
        order = steps.locked(number)
        again = _is_other_money(order, seen)
        is_open = not again and not is_over_unpaid(order)
        if is_open and seen and seen.amount != order.total_incl_tax:
            raise AnotherAmount(order.total_incl_tax)
        if again:
            paid = False
        elif order.status == OrderStatus.AWAITING_PAYMENT:
            paid = _paid_while_held(order, actor, at, seen)
        else:
            paid = is_open
            if paid:
                _pay(order, actor, at, seen)
        if not paid:
            _keep_late(order, actor, at, seen)
    if again:
        raise PaidBefore(number)
    if not paid:
        raise PaymentWindowClosed(number)
    return order


def _is_other_money(order: Order, seen: Seen | None) -> bool:
    """Whether what was seen is not what the order was paid with."""
    if order.paid_at is None or seen is None or not seen.reference:
        return False
    return seen.reference != order.payment_reference


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
    """Keep money that came too late: it goes back, by people's hands.

    Once for each reference under which it can be read; the order is locked.
    """
    amount, read_at = order.total_incl_tax, ""
    if seen:
        amount, read_at = seen.amount, seen.reference
    entry: dict[str, Any] = {
        "action": "payment.late",
        "subject": f"order:{order.number}",
    }
    kept = Entry.objects.filter(**entry, actor__isnull=False)
    known = kept.filter(after__reference=read_at) if read_at else kept
    if not amount or known.exists():
        return
    turn = kept.count()
    refund = refunding.keep_late(order=order, amount=amount, turn=turn, kept_at=at)
    record(
        **entry,
        actor=actor,
        recorded_at=at,
        after={"amount": str(amount), "refund": refund.reference}
        | ({"reference": read_at} if seen else {}),
    )
    happen(
        kind="payment.came-late",
        subject=f"order:{order.number}",
        facts={"refund": str(amount), "paid_before": order.paid_at is not None},
        at=at,
        reference=refund.reference.removeprefix("late:"),
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
