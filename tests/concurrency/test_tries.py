"""F25: guesses side by side; no more of them are free than one after another.

The control takes the lock away: then all pass on one count.
"""

from datetime import UTC, datetime
from functools import partial

import pytest

from shop.identity import limits
from shop.identity.limits import Tries
from shop.identity.pace import Pace
from tests.concurrency.race import meet_after, race, without_row_locks

pytestmark = pytest.mark.concurrency

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
GUESSES = 6


def let_through(monkeypatch):
    """How many of the guesses were, all begun at one moment."""
    tries = [Tries("sign-in", "mei@example.com", Pace(free=2))]
    limits.begin(tries, at=NOW)
    limits.succeed(tries, at=NOW)
    meet_after(monkeypatch, limits, "_locked")
    answers = race([partial(limits.begin, tries, at=NOW)] * GUESSES)
    return sum(answer is None for answer in answers)


def test_f25_guesses_side_by_side_are_counted_one_by_one(committed_db, monkeypatch):
    """F25."""
    assert let_through(monkeypatch) == 2


def test_f25_control_without_the_lock_all_pass(committed_db, monkeypatch):
    """F25: the positive control."""
    without_row_locks(monkeypatch)

    assert let_through(monkeypatch) == GUESSES
