"""Orders that will not be carried out because somebody cancels them."""

from datetime import datetime

from django.db import transaction

from loyalty.reading import Freed
from shop.forks.order.models import Order, OrderStatus
from shop.happenings.telling import happen
from shop.orders import invoicing, offer_use, steps, stock
from shop.orders.status import Step
from shop.payments import refunding
from shop.rewards import settlement, vouchers
from shop.users.models import User
from shop.users.permission import require


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
    was_sent = order.status == OrderStatus.SHIPPED
    had_left = was_sent or order.status == OrderStatus.READY
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
        freed = settlement.release(order=order, at=at)
    else:
        freed, revoked = _give_back_points(order, cause, at, was_sent=was_sent)
    back = vouchers.undo(
        order=order,
        points=order.voucher_points,
        reference=cause,
        at=at,
        was_sent=was_sent,
    )
    refunding.promise(
        order=order,
        amount=order.payment.captured,
        reference=cause,
        promised_at=at,
    )
    credit_note = _credit(order, freed, revoked, at) if order.paid_at else ""
    offer_use.give_back(order=order)
    happen(
        kind="order.cancelled",
        subject=f"order:{order.number}",
        facts={
            "refund": str(order.payment.captured),
            **settlement.told(freed),
            **vouchers.told(back),
            "credit_note": credit_note,
        },
        at=at,
        reference=order.number,
    )


def _give_back_points(
    order: Order, cause: str, at: datetime, *, was_sent: bool
) -> tuple[Freed, int]:
    """Give used points back, take earned ones.

    Returns what became of those that came back, and how many were taken.
    """
    freed = settlement.undo_redemption(
        order=order,
        points=order.points_redeemed,
        reference=cause,
        at=at,
        was_sent=was_sent,
    )
    revoked = settlement.undo_earning(order=order, remaining={}, reference=cause, at=at)
    return freed, revoked


def _credit(order: Order, freed: Freed, points_revoked: int, at: datetime) -> str:
    note = invoicing.credit_cancellation(
        order=order,
        points_restored=freed.usable,
        points_revoked=points_revoked,
        issued_at=at,
    )
    return note.name
