"""The jobs only book: they read the clock and make one call."""

import logging
from datetime import UTC, datetime, timedelta

from loyalty import queries, reconciliation, tasks
from loyalty.models import Posting
from tests.loyalty.conftest import MARCH
from tests.loyalty.deeds import earn, earn_pending, hold

DAY = timedelta(days=1)


def test_each_job_books_what_is_due_and_changes_no_balance(alice, monkeypatch):
    """L25: the balance is the same before, between and after."""
    earn(alice, 100, "old", at=MARCH, expires_at=MARCH + 2 * DAY)
    earn_pending(
        alice,
        50,
        at=MARCH,
        matures_at=MARCH + DAY,
        expires_at=datetime(2999, 1, 1, tzinfo=UTC),
    )
    hold(alice, 30, at=MARCH)
    now = MARCH + 3 * DAY
    monkeypatch.setattr(tasks.timezone, "now", lambda: now)
    before = queries.balance(member=alice, at=now)

    for job in (tasks.book_expiries, tasks.book_maturities, tasks.lapse_holds):
        job()
        assert queries.balance(member=alice, at=now) == before

    booked = set(Posting.objects.values_list("kind", flat=True))
    assert {"lapse", "maturity", "expiry"} <= booked
    assert before.available == 50


def test_the_nightly_proof_says_what_differs(monkeypatch, caplog):
    """L22"""
    difference = reconciliation.Difference(7, "lot", "lot 1", "[1]", "[2]")
    monkeypatch.setattr(reconciliation, "differences", lambda: [difference])

    with caplog.at_level(logging.ERROR):
        tasks.reconcile()

    assert "account 7, lot (lot 1): stored [1], rebuilt [2]" in caplog.text
