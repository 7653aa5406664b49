"""When a payment service that was silent is asked again."""

from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)


def next_try(*, tries: int, failed_at: datetime) -> datetime:
    """Wait twice as long after each try, and never give up: it is about money."""
    return failed_at + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(tries - 1, 10))
