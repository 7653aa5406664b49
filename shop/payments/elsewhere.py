"""Money that left by the service's own hand, and what it is reckoned against.

Somebody refunds on the service's own pages, or a bank takes money back: it is gone, and
nothing here was told to send it. It is kept as it is told, and what this shop owes of
the same payment afterwards is the less to send.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum

from shop.payments import attempts
from shop.payments.models import Dispute, PaymentAttempt, Refund, RefundElsewhere
from shop.payments.port import AskedBack, DisputeState, RefundState, SentRefund

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Gone:
    """An amount that left, and what the service calls that."""

    what: str
    id: str
    amount: Decimal


@transaction.atomic
def keep_refund(
    *, provider: str, sent: SentRefund, seen_at: datetime
) -> RefundElsewhere | None:
    """Write down a refund that nobody here asked for, or how it stands by now.

    Returns None for what was sent from here, and for money of somebody else.
    """
    attempt = _attempt(provider, sent.charge)
    if attempt is None:
        return None
    known = attempt.refunds_elsewhere.filter(refund_id=sent.id).first()
    if known is None:
        if sent.state == RefundState.FAILED or _is_ours(attempt, sent):
            return None
        return attempt.refunds_elsewhere.create(
            refund_id=sent.id,
            amount=sent.amount,
            currency=sent.currency,
            state=sent.state,
            seen_at=seen_at,
        )
    if known.state != sent.state:
        known.state = sent.state
        known.save(update_fields=["state"])
    return known


@transaction.atomic
def keep_dispute(
    *, provider: str, told: AskedBack, seen_at: datetime
) -> tuple[Dispute | None, bool]:
    """Write down a dispute; returns it, and whether anything of it is new."""
    attempt = _attempt(provider, told.charge)
    if attempt is None:
        return None, False
    dispute, is_new = attempt.disputes.get_or_create(
        dispute_id=told.id,
        defaults={
            "amount": told.amount,
            "currency": told.currency,
            "state": told.state,
            "seen_at": seen_at,
        },
    )
    if dispute.state != told.state:
        dispute.state = told.state
        dispute.changes += 1
        dispute.save(update_fields=["state", "changes"])
        return dispute, True
    return dispute, is_new


def reckon(refund: Refund, *, at: datetime) -> None:
    """Let a refund that is to be sent be the less by what has gone already.

    What has gone as a whole is not sent at all. The attempt is locked by whoever calls.
    """
    attempt = refund.attempt
    if attempt is None:
        return
    gone = list(unreckoned(attempt))
    part = min(
        sum((one.amount for one in gone), ZERO), refund.amount - refund.elsewhere
    )
    if part <= 0:
        return
    refund.elsewhere += part
    if refund.elsewhere == refund.amount:
        refund.state = Refund.State.SUCCEEDED
        refund.paid_out_at = at
        refund.provider_id = gone[-1].id
        refund.due_at = None


def unreckoned(attempt: PaymentAttempt) -> Iterator[Gone]:
    """Yield what has gone of an attempt and stands against nothing owed."""
    reckoned = attempt.refunds.aggregate(sum=Sum("elsewhere"))["sum"] or ZERO
    for gone in _gone(attempt):
        left = gone.amount - min(reckoned, gone.amount)
        reckoned -= gone.amount - left
        if left:
            yield Gone(gone.what, gone.id, left)


def _gone(attempt: PaymentAttempt) -> Iterator[Gone]:
    refunds = attempt.refunds_elsewhere.exclude(state=RefundState.FAILED)
    for refund in refunds.filter(currency=attempt.currency_in).order_by("pk"):
        yield Gone("refunded-elsewhere", refund.refund_id, refund.amount)
    lost = attempt.disputes.filter(state=DisputeState.LOST)
    for dispute in lost.filter(currency=attempt.currency_in).order_by("pk"):
        yield Gone("disputed", dispute.dispute_id, dispute.amount)


def _attempt(provider: str, charge: str) -> PaymentAttempt | None:
    """The locked attempt that this money came with."""
    if not charge:
        return None
    found = PaymentAttempt.objects.filter(provider=provider, charge=charge).first()
    return found and attempts.lock(found.pk)


def _is_ours(attempt: PaymentAttempt, sent: SentRefund) -> bool:
    asked = Q(provider_id=sent.id)
    if sent.key:
        # What one key has paid a second time, nobody here has asked for.
        asked |= Q(key=sent.key, provider_id="")
    return attempt.refunds.filter(asked).exists()
