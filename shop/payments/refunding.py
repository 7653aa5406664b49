"""Money out: promised for one cause, then paid out. Never more than came in."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from shop.audit.record import record
from shop.forks.order.models import Order
from shop.payments.models import Payment, Refund
from shop.users.models import User
from shop.users.permission import require


class RefundExceedsCapture(Exception):
    """More would be refunded than was captured in money (L12)."""


class AlreadyPaidOut(Exception):
    """The refund has been paid out before."""


def promise(
    *, order: Order, amount: Decimal, reference: str, promised_at: datetime
) -> Refund | None:
    """Owe the shopper `amount` for one cause.

    Nothing to refund is a normal case: an order paid with points in large part
    may have no money in what came back (L13).
    """
    if amount == 0:
        return None
    raised = Payment.objects.filter(
        order=order, captured__gte=F("refunded") + amount
    ).update(refunded=F("refunded") + amount)
    if not raised:
        raise RefundExceedsCapture(order.number)
    return Refund.objects.create(
        payment=order.payment,
        amount=amount,
        reference=reference,
        created_at=promised_at,
    )


@transaction.atomic
def mark_paid_out(*, reference: str, actor: User, paid_out_at: datetime) -> Refund:
    """Record that a promised refund has left the shop's account.

    Raises Refund.DoesNotExist and AlreadyPaidOut.
    """
    require(actor, "payments.pay_out_refund")
    refund = (
        Refund.objects.select_for_update(of=("self",))
        .select_related("payment__order")
        .get(reference=reference)
    )
    if refund.paid_out_at:
        raise AlreadyPaidOut(reference)
    refund.paid_out_at = paid_out_at
    refund.save(update_fields=["paid_out_at"])
    record(
        actor=actor,
        action="refund.paid-out",
        subject=f"order:{refund.payment.order.number}",
        recorded_at=paid_out_at,
        before={"paid_out_at": None},
        after={
            "paid_out_at": paid_out_at.isoformat(),
            "reference": reference,
            "amount": str(refund.amount),
        },
    )
    return refund
