"""Send one refund through the payment service, or ask what became of it."""

from datetime import datetime, timedelta

from django.db import transaction

from shop.audit.record import record
from shop.happenings.telling import happen
from shop.payments import providers
from shop.payments.backoff import next_try
from shop.payments.models import Refund
from shop.payments.port import (
    ProviderRefused,
    ProviderSilent,
    RefundState,
    SentRefund,
)

# Alipay and banks take their time; news of the service comes sooner.
ASK_AGAIN = timedelta(hours=1)
# The same question is asked a little longer than a service may be down unnoticed.
TRIES_BEFORE_ALERT = 6
State = Refund.State


@transaction.atomic
def send_next(*, at: datetime) -> Refund | None:
    """Work on the refund that has been due longest; None when there is none.

    The row is locked meanwhile, so parallel workers take different ones. A worker
    that dies in between leaves all as it was, and the same turn is taken again: the
    service pays once. It is asked first whether it has paid already.
    """
    refund = (
        Refund.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("attempt", "payment__order")
        .filter(due_at__lte=at)
        .order_by("due_at", "id")
        .first()
    )
    if refund is None:
        return None
    refund.tries += 1
    try:
        sent = _ask(refund)
    except ProviderSilent as silence:
        _postpone(refund, str(silence), at)
    except ProviderRefused as refusal:
        _fail(refund, str(refusal), at)
    else:
        _note(refund, sent, at)
    refund.save()
    return refund


def _ask(refund: Refund) -> SentRefund:
    attempt = refund.attempt
    if attempt is None:
        raise ProviderRefused("This money did not come through a payment service.")
    provider = providers.named(attempt.provider)
    if refund.provider_id:
        return provider.read_refund(refund.provider_id)
    earlier = provider.find_refund(charge=attempt.charge, key=refund.key)
    if earlier:
        return earlier
    return provider.send_refund(
        charge=attempt.charge,
        amount=refund.amount - refund.elsewhere,
        currency=attempt.currency_in,
        key=refund.key,
        # In an old turn the service would repeat its failure, whatever it did.
        turn=refund.tries,
    )


def _postpone(refund: Refund, error: str, at: datetime) -> None:
    refund.last_error = error[:2000]
    refund.due_at = next_try(tries=refund.tries, failed_at=at)
    if refund.tries == TRIES_BEFORE_ALERT:
        _alert(refund, at)


def _note(refund: Refund, sent: SentRefund, at: datetime) -> None:
    refund.provider_id = sent.id
    refund.last_error = ""
    match sent.state:
        case RefundState.SUCCEEDED:
            if refund.state != State.SUCCEEDED:
                _log_sent(refund, at)
            refund.state = State.SUCCEEDED
            refund.paid_out_at = refund.paid_out_at or at
            refund.due_at = None
        case RefundState.PENDING:
            refund.state = State.REQUESTED
            refund.paid_out_at = None
            refund.due_at = at + ASK_AGAIN
        case RefundState.FAILED:
            _fail(refund, sent.reason or "The payment service could not pay it.", at)


def _log_sent(refund: Refund, at: datetime) -> None:
    """The books hold the refund against it, whatever becomes of its row."""
    record(
        actor=None,
        action="refund.sent",
        subject=f"order:{refund.payment.order.number}",
        recorded_at=at,
        after={
            "reference": refund.reference,
            "amount": str(refund.amount - refund.elsewhere),
            "sent_as": refund.provider_id,
        },
    )


def _fail(refund: Refund, reason: str, at: datetime) -> None:
    """Nothing has left the shop's account: people have to decide."""
    before = refund.state
    refund.state = State.FAILED
    refund.paid_out_at = None
    refund.last_error = reason[:2000]
    refund.due_at = None
    record(
        actor=None,
        action="refund.failed",
        subject=f"order:{refund.payment.order.number}",
        recorded_at=at,
        before={"state": before},
        after={
            "state": refund.state,
            "reference": refund.reference,
            "amount": str(refund.amount),
        },
        reason=reason[:500],
    )
    _alert(refund, at)


def _alert(refund: Refund, at: datetime) -> None:
    happen(
        kind="refund.refused",
        subject=f"order:{refund.payment.order.number}",
        facts={
            "amount": f"{refund.amount} {refund.currency}",
            "reason": refund.last_error,
        },
        at=at,
        reference=f"{refund.key}:{refund.state}",
    )
