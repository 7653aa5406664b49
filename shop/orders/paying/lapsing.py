"""Orders whose money does not come lapse, and give back what they held."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from shop.forks.order.models import Order, OrderStatus
from shop.happenings.telling import happen
from shop.orders import offer_use, steps, stock
from shop.orders.status import Step
from shop.payments.models import PaymentAttempt
from shop.rewards import settlement, vouchers
from shop.users.models import User

# Goods are not held for ever because a payment service says nothing: should it
# turn out that the shopper has paid, the money goes back.
LONGEST_SILENCE = timedelta(days=1)


def lapse(*, order: Order, actor: User | None, at: datetime) -> None:
    """Let a locked order lapse whose payment is overdue."""
    steps.take(order=order, step=Step.LAPSE, actor=actor, at=at, cancelled_at=at)
    stock.give_up(order)
    freed = settlement.release(order=order, at=at)
    back = vouchers.undo(
        order=order,
        points=order.voucher_points,
        reference=f"lapse:{order.number}",
        at=at,
        was_sent=False,
    )
    offer_use.give_back(order=order)
    happen(
        kind="order.lapsed",
        subject=f"order:{order.number}",
        facts={**settlement.told(freed), **vouchers.told(back)},
        at=at,
        reference=order.number,
    )


def lapse_unpaid(*, at: datetime) -> int:
    """Let the orders lapse whose payment is overdue; returns how many.

    Each in its own transaction, skipping orders that somebody works on: parallel
    and repeated sweeps do it once (S05, S18). An order that may just be being paid
    waits until its payment service has said that it is not (closing_pages.py).
    """
    lapsed = 0
    while _lapse_one(at):
        lapsed += 1
    return lapsed


def _being_paid(at: datetime) -> Exists:
    """Whether an order has an open attempt, within reason."""
    return Exists(
        PaymentAttempt.objects.filter(
            order=OuterRef("pk"),
            state=PaymentAttempt.State.OPEN,
            expires_at__gt=at - LONGEST_SILENCE,
        )
    )


@transaction.atomic
def _lapse_one(at: datetime) -> bool:
    order = (
        Order.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(status=OrderStatus.AWAITING_PAYMENT, payment_due_at__lte=at)
        .exclude(_being_paid(at))
        .order_by("payment_due_at", "pk")
        .first()
    )
    if order is None:
        return False
    lapse(order=order, actor=None, at=at)
    return True
