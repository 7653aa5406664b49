"""When a message that could not be sent is tried again."""

from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 12  # about a day and a half


def next_attempt(*, attempts: int, failed_at: datetime) -> datetime | None:
    """Wait twice as long after each attempt; None when it is time to give up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return failed_at + min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempts - 1))
