"""When a message is tried again."""

from datetime import UTC, datetime, timedelta

from shop.outbox.backoff import LONGEST_WAIT, MOST_ATTEMPTS, next_attempt

NOON = datetime(2025, 3, 14, 12, tzinfo=UTC)


def waits():
    return [
        next_attempt(attempts=attempts, failed_at=NOON) - NOON
        for attempts in range(1, MOST_ATTEMPTS)
    ]


def test_each_wait_is_twice_as_long_up_to_a_limit():
    assert waits()[:3] == [timedelta(seconds=seconds) for seconds in (30, 60, 120)]
    assert waits() == sorted(waits())
    assert waits()[-1] == min(LONGEST_WAIT, waits()[0] * 2 ** (MOST_ATTEMPTS - 2))


def test_it_gives_up_in_the_end():
    assert next_attempt(attempts=MOST_ATTEMPTS, failed_at=NOON) is None
    assert timedelta(hours=12) < sum(waits(), timedelta()) < timedelta(days=3)
