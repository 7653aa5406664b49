"""Orders that will not be carried out: cancelled by staff, or lapsed unpaid."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from shop.forks.order.models import Order, OrderStatus
from shop.orders import invoicing, mails, offer_use, steps, stock
from shop.orders.status import Step
from shop.payments import refunding
from shop.payments.models import PaymentAttempt
from shop.rewards import settlement
from shop.users.models import User
from shop.users.permission import require

# Goods are not held for ever because a payment service says nothing: should it
# turn out that the shopper has paid, the money goes back.
LONGEST_SILENCE = timedelta(days=1)


@transaction.atomic
def cancel(*, number: str, actor: User, reason: str, cancelled_at: datetime) -> Order:
    """Undo an order that has not left, or came back unpaid.

    Stock, offers and vouchers are free again, points and money go back.

    Points that were held are released, points that were used go back into their
    lots, earned points are revoked, and captured money is owed back (L06, L08).
    Raises ImpossibleStep.
    """
    require(actor, "order.cancel_order")
    order = steps.locked(number)
    undo(order=order, actor=actor, reason=reason, at=cancelled_at)
    return order


def undo(*, order: Order, actor: User | None, reason: str, at: datetime) -> None:
    """Cancel a locked order for somebody who may. Raises ImpossibleStep."""
    was_held = order.status == OrderStatus.AWAITING_PAYMENT
    had_left = order.status in (OrderStatus.SHIPPED, OrderStatus.READY)
    steps.take(
        order=order,
        step=Step.CANCEL,
        actor=actor,
        at=at,
        reason=reason,
        cancelled_at=at,
    )
    if had_left:
        stock.put_back(stock.pieces_of(order))
    else:
        stock.give_up(order)
    cause = f"cancel:{order.number}"
    revoked = 0
    if was_held:
        settlement.release(order=order, at=at)
    else:
        revoked = _give_back_points(order, cause, at)
    refunding.promise(
        order=order,
        amount=order.payment.captured,
        reference=cause,
        promised_at=at,
    )
    credited = _credit(order, revoked, at) if order.paid_at else {}
    offer_use.give_back(order=order)
    mails.tell(
        order=order,
        kind="order-cancelled",
        at=at,
        refund=str(order.payment.captured),
        points_restored=order.points_redeemed,
        **credited,
    )


def _give_back_points(order: Order, cause: str, at: datetime) -> int:
    """Give used points back, take earned ones; returns how many were taken."""
    settlement.undo_redemption(
        order=order, points=order.points_redeemed, reference=cause, at=at
    )
    return settlement.undo_earning(order=order, remaining={}, reference=cause, at=at)


def _credit(order: Order, points_revoked: int, at: datetime) -> dict[str, Any]:
    note = invoicing.credit_cancellation(
        order=order, points_revoked=points_revoked, issued_at=at
    )
    return mails.document(note)


def lapse(*, order: Order, actor: User | None, at: datetime) -> None:
    """Let a locked order lapse whose payment is overdue."""
    steps.take(order=order, step=Step.LAPSE, actor=actor, at=at, cancelled_at=at)
    stock.give_up(order)
    settlement.release(order=order, at=at)
    offer_use.give_back(order=order)
    mails.tell(
        order=order,
        kind="order-lapsed",
        at=at,
        points_restored=order.points_redeemed,
    )


def lapse_unpaid(*, at: datetime) -> int:
    """Let the orders lapse whose payment is overdue; returns how many.

    Each in its own transaction, skipping orders that somebody works on: parallel
    and repeated sweeps do it once (S05, S18). An order that may just be being paid
    waits until its payment service has said that it is not (closing.py).
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
