"""Pay an order on the page of a payment service.

What the service says decides, and it is asked: news only say when to ask. It is
never asked while an order is locked, so nobody waits for a slow service.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shop.forks.order.models import Order, OrderStatus, PaymentMethod
from shop.orders import steps
from shop.orders.paying import arriving
from shop.payments import attempts, providers
from shop.payments.models import PaymentAttempt
from shop.payments.port import (
    NewSession,
    ProviderRefused,
    ProviderSilent,
    Session,
    SessionState,
)

State = PaymentAttempt.State


class CannotBePaid(Exception):
    """The order is not one to be paid online now: paid, over, or another way."""


@dataclass(frozen=True, kw_only=True)
class Ways:
    """Where the service sends a shopper who has paid, or who has not."""

    success_url: str
    cancel_url: str


def begin(*, number: str, ways: Ways, at: datetime) -> str:
    """Return the address where the order can be paid.

    Any number of calls, parallel or repeated, lead to one page of the service, until
    that is over. Raises CannotBePaid, and ProviderSilent or ProviderRefused, after
    which the order stands as before and another call may succeed.
    """
    provider = providers.current().name
    attempt = _open(number, provider, at)
    if attempt.session_id:
        session = settle(attempt=attempt, at=at)
        if session.state == SessionState.OPEN:
            return session.url
        attempt = _open(number, provider, at)
    return _open_session(attempt, ways, at)


def settle(*, attempt: PaymentAttempt, at: datetime) -> Session:
    """Ask the service how an attempt stands, and book what it says.

    Repeating it changes nothing. Raises ProviderSilent and ProviderRefused.
    """
    provider = providers.named(attempt.provider)
    session = provider.read_session(attempt.session_id)
    arriving.book(attempt_id=attempt.pk, session=session, at=at)
    return session


def is_payable(order: Order, *, at: datetime) -> bool:
    """Whether the order waits for money that can come online."""
    return (
        order.status == OrderStatus.AWAITING_PAYMENT
        and order.payment_method == PaymentMethod.ONLINE
        and order.payment_due_at is not None
        and order.payment_due_at > at
    )


@transaction.atomic
def _open(number: str, provider: str, at: datetime) -> PaymentAttempt:
    order = steps.locked(number)
    if not is_payable(order, at=at):
        raise CannotBePaid(number)
    return attempts.open_attempt(order=order, provider=provider, opened_at=at)


def _open_session(attempt: PaymentAttempt, ways: Ways, at: datetime) -> str:
    order = attempt.order
    wanted = NewSession(
        reference=attempt.key,
        order_number=order.number,
        amount=attempt.amount,
        currency=attempt.currency,
        language=order.language,
        email=order.email,
        expires_at=attempt.expires_at,
        success_url=ways.success_url,
        cancel_url=ways.cancel_url,
    )
    try:
        provider = providers.named(attempt.provider)
        session = provider.open_session(wanted, key=attempt.key)
    except (ProviderRefused, ProviderSilent):
        # Should there be a page all the same, nobody will ever be sent to it; and
        # under this key the service may repeat its failure.
        _give_up(attempt, at)
        raise
    if not _keep(attempt, session, at):
        raise CannotBePaid(order.number)
    return session.url


@transaction.atomic
def _keep(attempt: PaymentAttempt, session: Session, at: datetime) -> bool:
    """Keep where an order can be paid; returns whether it still can.

    If it is over meanwhile, a sweep closes the page, which nobody has seen.
    """
    order = steps.locked(attempt.order.number)
    attempt = attempts.lock(attempt.pk)
    if attempt.state != State.OPEN:
        return False
    attempts.keep_session(attempt=attempt, session=session)
    return is_payable(order, at=at)


@transaction.atomic
def _give_up(attempt: PaymentAttempt, at: datetime) -> None:
    steps.locked(attempt.order.number)
    attempts.give_up(attempt_id=attempt.pk, given_up_at=at)
