"""Money out: promised for one cause, then paid out. Never more than came in.

What came through a payment service goes back through it, sent by a worker
(sending_refunds.py); the rest is paid out by staff, who mark it.
"""

import secrets
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from shop.audit.record import record
from shop.forks.order.models import Order
from shop.payments import attempts, elsewhere
from shop.payments.models import Payment, PaymentAttempt, Refund
from shop.payments.waking import wake_refunds
from shop.users.models import User
from shop.users.permission import require


class RefundExceedsCapture(Exception):
    """More would be refunded than was captured in money (L12)."""


class AlreadyPaidOut(Exception):
    """The refund has been paid out before."""


class SentByService(Exception):
    """The refund goes through the payment service: nobody else pays it out."""


class NothingToSendBack(Exception):
    """No wrong money came with this attempt, or it is not known how much."""


class NotFailed(Exception):
    """The refund is on its way, or was paid out: there is nothing to try again."""


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
    paid_by = PaymentAttempt.objects.filter(
        order=order, state=PaymentAttempt.State.PAID
    ).first()
    return _promise(order, paid_by, amount, reference, promised_at)


def give_back(
    *, attempt: PaymentAttempt, order: Order, given_back_at: datetime
) -> Refund:
    """Owe the shopper all that came too late.

    The order was never paid with it, so its payment stays as it is.
    """
    return _promise(
        order, attempt, attempt.received, f"late:{attempt.key}", given_back_at
    )


def keep_late(*, order: Order, amount: Decimal, turn: int, kept_at: datetime) -> Refund:
    """Owe the shopper what came for a locked order that was over, by no service.

    The order was never paid with it, so its payment stays as it is; staff pay it
    out. `turn` counts what came so before.
    """
    reference = f"late:{order.number}{f':{turn + 1}' if turn else ''}"
    return _promise(order, None, amount, reference, kept_at)


@transaction.atomic
def send_wrong_back(*, attempt_id: int, actor: User, at: datetime) -> Refund:
    """Send back all the wrong money that came, through the service it came by.

    Repeating it returns the first refund. The order stays as it is: it waits for the
    right money, or is over. Its shopper is told by
    shop/orders/paying/wrong_money.py. Raises PaymentAttempt.DoesNotExist and
    NothingToSendBack.
    """
    require(actor, "payments.pay_out_refund")
    attempt = attempts.lock(attempt_id)
    reference = f"wrong:{attempt.key}"
    if earlier := Refund.objects.filter(reference=reference).first():
        return earlier
    if not attempt.can_be_sent_back:
        raise NothingToSendBack(attempt.key)
    refund = _promise(attempt.order, attempt, attempt.received, reference, at)
    record(
        actor=actor,
        action="payment.send-back",
        subject=f"order:{attempt.order.number}",
        recorded_at=at,
        after={
            "amount": str(refund.amount),
            "currency": attempt.currency_in,
            "charge": attempt.charge,
        },
    )
    return refund


def _promise(
    order: Order,
    attempt: PaymentAttempt | None,
    amount: Decimal,
    reference: str,
    promised_at: datetime,
) -> Refund:
    if attempt is not None:
        _raise_refunded(attempt, amount)
        transaction.on_commit(wake_refunds, robust=True)
    refund = Refund(
        payment=order.payment,
        attempt=attempt,
        amount=amount,
        reference=reference,
        key=new_key(),
        created_at=promised_at,
        due_at=promised_at if attempt else None,
    )
    elsewhere.reckon(refund, at=promised_at)
    refund.save()
    return refund


def _raise_refunded(attempt: PaymentAttempt, amount: Decimal) -> None:
    raised = PaymentAttempt.objects.filter(
        pk=attempt.pk, received__gte=F("refunded") + amount
    ).update(refunded=F("refunded") + amount)
    if not raised:
        raise RefundExceedsCapture(attempt.key)


def new_key() -> str:
    return f"refund-{secrets.token_hex(16)}"


@transaction.atomic
def mark_paid_out(*, reference: str, actor: User, paid_out_at: datetime) -> Refund:
    """Record that a promised refund has left the shop's account.

    Of refunds through a payment service only those are, which it could not make.
    Raises Refund.DoesNotExist, AlreadyPaidOut and SentByService.
    """
    require(actor, "payments.pay_out_refund")
    refund = _locked(reference)
    if refund.paid_out_at:
        raise AlreadyPaidOut(reference)
    if refund.attempt_id and refund.state != Refund.State.FAILED:
        raise SentByService(reference)
    sent_as = refund.provider_id
    if sent_as:
        # The service has no more say in it: what it tells of that, late or once more,
        # is of other money. What it has never told of may be just this.
        refund.provider_id, refund.key = "", new_key()
    refund.due_at = None
    if refund.attempt_id:
        # What has gone by the service's own hand may be just this.
        attempts.lock(refund.attempt_id)
        elsewhere.reckon(refund, at=paid_out_at)
    refund.paid_out_at = paid_out_at
    refund.state = Refund.State.SUCCEEDED
    refund.save()
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
            **({"sent_as": sent_as} if sent_as else {}),
        },
    )
    return refund


@transaction.atomic
def send_again(*, reference: str, actor: User, at: datetime) -> Refund:
    """Have a refund sent again that the payment service had refused.

    What has gone meanwhile by the service's own hand is not sent once more. Raises
    Refund.DoesNotExist and NotFailed.
    """
    require(actor, "payments.pay_out_refund")
    refund = _locked(reference)
    if refund.state != Refund.State.FAILED:
        raise NotFailed(reference)
    refund.state = Refund.State.PROMISED
    refund.provider_id = ""
    # Under the old key the service would only repeat its refusal.
    refund.key = new_key()
    refund.tries = 0
    refund.due_at = at
    if refund.attempt_id:
        attempts.lock(refund.attempt_id)
    elsewhere.reckon(refund, at=at)
    refund.save()
    record(
        actor=actor,
        action="refund.send-again",
        subject=f"order:{refund.payment.order.number}",
        recorded_at=at,
        before={"state": Refund.State.FAILED},
        after={"state": refund.state, "reference": reference},
    )
    transaction.on_commit(wake_refunds, robust=True)
    return refund


def look_again(*, provider: str, provider_id: str, at: datetime) -> bool:
    """Have the service asked what became of a refund: it has news of it.

    Returns whether it was sent from here.
    """
    sent = Refund.objects.filter(
        attempt__provider=provider, provider_id=provider_id
    ).exclude(elsewhere=F("amount"))
    is_ours = bool(sent.update(due_at=at))
    transaction.on_commit(wake_refunds, robust=True)
    return is_ours


def _locked(reference: str) -> Refund:
    return (
        Refund.objects.select_for_update(of=("self",))
        .select_related("payment__order")
        .get(reference=reference)
    )
