"""Send wrong money back, and tell its shopper what the order still needs."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shop.forks.order.models import CAME_TO_NOTHING, Order, OrderStatus
from shop.happenings.telling import happen
from shop.orders import steps
from shop.payments import refunding
from shop.payments.models import PaymentAttempt, Refund
from shop.users.models import User


@transaction.atomic
def send_wrong_back(*, attempt_id: int, actor: User, at: datetime) -> Refund:
    """Send back all the wrong money that came with an attempt, and say so once.

    Repeating it returns the first refund. Raises PaymentAttempt.DoesNotExist and
    NothingToSendBack.
    """
    attempt = PaymentAttempt.objects.select_related("order").get(pk=attempt_id)
    order = steps.locked(attempt.order.number)
    refund = refunding.send_wrong_back(attempt_id=attempt_id, actor=actor, at=at)
    happen(
        kind="payment.sent-back",
        subject=f"order:{order.number}",
        facts={
            "refund": str(refund.amount),
            "refund_currency": refund.currency,
            "agreed": str(attempt.amount),
            **_still_needed(order, at),
        },
        at=at,
        reference=attempt.key,
    )
    return refund


def _still_needed(order: Order, at: datetime) -> dict[str, Any]:
    """Whether the order waits for its money and until when, or is over."""
    waits = order.status == OrderStatus.AWAITING_PAYMENT
    due = order.payment_due_at
    pay_by_at = due.isoformat() if waits and due and due > at else ""
    return {
        "waits": waits,
        "is_over": order.status in CAME_TO_NOTHING,
        "pay_by_at": pay_by_at,
    }
