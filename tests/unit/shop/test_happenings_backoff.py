"""A listener that failed is asked again, for ever, at most every quarter of an hour."""

from datetime import UTC, datetime

import pytest

from shop.happenings.backoff import LONGEST_WAIT, next_try

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tries", "seconds"), [(1, 10), (2, 20), (3, 40), (7, 640), (8, 900), (9, 900)]
)
def test_it_waits_twice_as_long_each_time(tries, seconds):
    assert (next_try(tries=tries, failed_at=NOON) - NOON).total_seconds() == seconds


def test_it_never_gives_up():
    assert next_try(tries=1_000_000, failed_at=NOON) == NOON + LONGEST_WAIT
