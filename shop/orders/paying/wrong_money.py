"""Send wrong money back, and tell its shopper what the order still needs."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format

from shop.forks.order.models import CAME_TO_NOTHING, Order, OrderStatus
from shop.orders import mails, steps
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
    mails.tell(
        order=order,
        kind="money-sent-back",
        at=at,
        cause=attempt.key,
        refund=str(refund.amount),
        refund_currency=refund.currency,
        agreed=str(attempt.amount),
        **_still_needed(order, at),
    )
    return refund


def _still_needed(order: Order, at: datetime) -> dict[str, Any]:
    """Whether the order waits for its money and until when, or is over."""
    waits = order.status == OrderStatus.AWAITING_PAYMENT
    pay_by = ""
    if waits and order.payment_due_at and order.payment_due_at > at:
        due = timezone.localtime(order.payment_due_at, timezone.get_default_timezone())
        with translation.override(order.language):
            pay_by = date_format(due, "DATETIME_FORMAT")
    return {
        "waits": waits,
        "is_over": order.status in CAME_TO_NOTHING,
        "pay_by": pay_by,
    }
