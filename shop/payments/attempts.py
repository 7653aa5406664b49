"""The one page of a payment service on which an order can be paid now (S02).

Callers have locked the order: attempts are locked after it, never before.
"""

import secrets
from datetime import datetime, timedelta
from decimal import Decimal

from shop.forks.order.models import Order
from shop.payments.models import PaymentAttempt
from shop.payments.port import Session

# The service wants half an hour at least; a clock may be a little off.
SHORTEST_SESSION = timedelta(minutes=31)
State = PaymentAttempt.State


def open_attempt(*, order: Order, provider: str, opened_at: datetime) -> PaymentAttempt:
    """Return the attempt that is open, or write down a new one.

    It holds all that the service is asked with, so that asking again with its key,
    after whatever went wrong, is the same question.
    """
    found = PaymentAttempt.objects.filter(order=order, state=State.OPEN).first()
    if found:
        return found
    due_at = order.payment_due_at or opened_at
    return PaymentAttempt.objects.create(
        order=order,
        provider=provider,
        key=f"{order.number}-{secrets.token_hex(8)}",
        currency=order.currency,
        amount=order.total_incl_tax,
        created_at=opened_at,
        expires_at=max(due_at, opened_at + SHORTEST_SESSION),
    )


def find_open(*, order_number: str) -> PaymentAttempt | None:
    return (
        PaymentAttempt.objects.select_related("order")
        .filter(order__number=order_number, state=State.OPEN)
        .first()
    )


def find(*, provider: str, session: Session) -> PaymentAttempt | None:
    """The attempt a session of that service belongs to, even where its page could
    not be kept."""
    found = PaymentAttempt.objects.select_related("order").filter(provider=provider)
    return (
        found.filter(session_id=session.id).first()
        or found.filter(key=session.reference, session_id="").first()
    )


def lock(attempt_id: int) -> PaymentAttempt:
    """Lock an attempt's row and read it; raises PaymentAttempt.DoesNotExist."""
    return PaymentAttempt.objects.select_for_update(no_key=True).get(pk=attempt_id)


def keep_session(*, attempt: PaymentAttempt, session: Session) -> None:
    """Keep where an attempt can be paid."""
    attempt.session_id = session.id
    attempt.url = session.url
    attempt.save(update_fields=["session_id", "url"])


def end(
    *,
    attempt: PaymentAttempt,
    state: str,
    ended_at: datetime,
    received: Decimal = Decimal(0),
    received_currency: str = "",
    charge: str = "",
) -> None:
    """Write down how a locked attempt ended."""
    attempt.state = state
    attempt.received = received
    attempt.received_currency = received_currency
    attempt.charge = charge
    attempt.ended_at = ended_at
    attempt.save(
        update_fields=["state", "received", "received_currency", "charge", "ended_at"]
    )


def give_up(*, attempt_id: int, given_up_at: datetime) -> None:
    """End an attempt whose page was shown to nobody; others stay as they are."""
    attempt = lock(attempt_id)
    if attempt.state == State.OPEN and not attempt.session_id:
        end(attempt=attempt, state=State.FAILED, ended_at=given_up_at)
