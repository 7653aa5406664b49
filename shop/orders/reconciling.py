"""Hold orders and money against what the payment service says."""

import logging
from datetime import datetime

from django.db.models import QuerySet

from shop.orders import paying
from shop.payments import attempts
from shop.payments.models import PaymentAttempt
from shop.payments.port import ProviderRefused, ProviderSilent

logger = logging.getLogger(__name__)
# Then the service has a bad hour, and waiting for each answer helps nobody.
MOST_SILENCES = 3


def ask_about(*, number: str, at: datetime) -> None:
    """Ask the service about the order's open attempt, if it has one."""
    attempt = attempts.find_open(order_number=number)
    if attempt is None or not attempt.session_id:
        return
    try:
        paying.settle(attempt=attempt, at=at)
    except (ProviderSilent, ProviderRefused) as problem:
        logger.warning("No answer about %s: %s", number, problem)


def ask_about_open(*, at: datetime) -> int:
    """Ask about every open attempt: news may have been lost. Returns how many."""
    asked = silences = 0
    for attempt in _shown_and_open():
        try:
            paying.settle(attempt=attempt, at=at)
            asked += 1
        except ProviderRefused as refusal:
            logger.warning("Nothing is known of %s: %s", attempt.key, refusal)
        except ProviderSilent:
            silences += 1
            if silences == MOST_SILENCES:
                break
    return asked


def _shown_and_open() -> QuerySet[PaymentAttempt]:
    return (
        PaymentAttempt.objects.filter(state=PaymentAttempt.State.OPEN)
        .exclude(session_id="")
        .order_by("pk")
    )
