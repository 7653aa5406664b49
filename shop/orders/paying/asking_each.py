"""Ask about many attempts, whatever single services make of it."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable

from shop.payments.models import PaymentAttempt
from shop.payments.port import ProviderRefused, ProviderSilent

logger = logging.getLogger(__name__)
# Then a service has a bad hour, and waiting for each answer helps nobody.
MOST_SILENCES = 3


def ask_each(
    attempts: Iterable[PaymentAttempt],
    *,
    ask: Callable[[PaymentAttempt], object],
    most: int | None = None,
) -> int:
    """Call `ask` for each attempt, or `most` of them; returns how many were answered.

    A service that stays silent, or has lost its keys, is left alone until the next
    time, and the others are asked all the same.
    """
    asked = answered = 0
    silences: Counter[str] = Counter()
    for attempt in attempts:
        if silences[attempt.provider] == MOST_SILENCES:
            continue
        if asked == most:
            break
        asked += 1
        try:
            ask(attempt)
            answered += 1
        except ProviderRefused as refusal:
            logger.warning("No way on with %s: %s", attempt.key, refusal)
        except ProviderSilent:
            silences[attempt.provider] += 1
    return answered
