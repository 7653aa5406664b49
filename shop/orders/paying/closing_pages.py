"""Close the pages on which an order should no longer be paid."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from shop.forks.order.models import OrderStatus
from shop.orders import steps
from shop.orders.paying import arriving
from shop.orders.paying.asking_each import ask_each
from shop.payments import attempts, providers
from shop.payments.models import PaymentAttempt

State = PaymentAttempt.State
MOST_PER_RUN = 200


def close_overdue(*, at: datetime) -> int:
    """Close the attempts of orders that are over or overdue; returns how many.

    The service is asked first: an order it says is paid is paid, not lapsed. Where
    it is silent the attempt stays open until the next sweep.
    """
    return ask_each(
        _to_close(at),
        ask=lambda attempt: close(attempt=attempt, at=at),
        most=MOST_PER_RUN,
    )


def close(*, attempt: PaymentAttempt, at: datetime) -> None:
    """Let nothing more be paid on an attempt's page, and book how it came out.

    Raises ProviderSilent and ProviderRefused.
    """
    if attempt.session_id:
        provider = providers.named(attempt.provider)
        session = provider.close_session(attempt.session_id)
        arriving.book(attempt_id=attempt.pk, session=session, at=at)
    else:
        _give_up(attempt, at)


def _to_close(at: datetime) -> QuerySet[PaymentAttempt]:
    over = ~Q(order__status=OrderStatus.AWAITING_PAYMENT)
    return (
        PaymentAttempt.objects.select_related("order")
        .filter(over | Q(order__payment_due_at__lte=at), state=State.OPEN)
        .order_by("pk")
    )


@transaction.atomic
def _give_up(attempt: PaymentAttempt, at: datetime) -> None:
    """End an attempt whose page was never shown to anybody."""
    steps.locked(attempt.order.number)
    attempts.give_up(attempt_id=attempt.pk, given_up_at=at)
