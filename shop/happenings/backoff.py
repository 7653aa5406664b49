"""When a listener that failed is asked again: pure."""

from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=15)
_DOUBLINGS = 10  # more would not wait longer


def next_try(*, tries: int, failed_at: datetime) -> datetime:
    """Wait twice as long after each try, and never give up: order would be lost."""
    doubled = FIRST_WAIT * 2 ** min(tries - 1, _DOUBLINGS)
    return failed_at + min(LONGEST_WAIT, doubled)
