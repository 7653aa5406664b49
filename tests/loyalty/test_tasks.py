"""The jobs only book: they read the clock and make one call."""

import logging
from datetime import UTC, datetime, timedelta

from django.core.management import call_command

from loyalty import reading, tasks
from loyalty.management.commands import book_due
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
        expires_at=datetime(2099, 1, 1, tzinfo=UTC),
    )
    hold(alice, 30, at=MARCH)
    now = MARCH + 3 * DAY
    monkeypatch.setattr(tasks.timezone, "now", lambda: now)
    before = reading.balance(member=alice, at=now)

    for job in (tasks.book_expiries, tasks.book_maturities, tasks.lapse_holds):
        job()
        assert reading.balance(member=alice, at=now) == before

    booked = set(Posting.objects.values_list("kind", flat=True))
    assert {"lapse", "maturity", "expiry"} <= booked
    assert before.available == 50


def test_a_job_says_how_far_it_is(alice, monkeypatch, caplog):
    earn(alice, 100, at=MARCH, expires_at=MARCH + DAY)
    monkeypatch.setattr(tasks.timezone, "now", lambda: MARCH + DAY)

    with caplog.at_level(logging.INFO, logger="loyalty.tasks"):
        tasks.book_expiries()

    assert caplog.messages == ["Booked what was due on 1 of 1 accounts: 1 postings"]


def test_the_command_books_all_that_is_due(alice, bob, monkeypatch, capsys):
    """L25: by hand what the jobs do by the clock."""
    earn(alice, 100, at=MARCH, expires_at=MARCH + 30 * DAY)
    hold(alice, 30, at=MARCH)
    earn_pending(bob, 50, at=MARCH, matures_at=MARCH + DAY)
    earn(bob, 10, "E2", at=MARCH, expires_at=MARCH + DAY)
    earn(bob, 10, "E3", at=MARCH, expires_at=MARCH + 30 * DAY)
    monkeypatch.setattr(book_due.timezone, "now", lambda: MARCH + 2 * DAY)

    call_command("book_due")
    call_command("book_due")

    assert capsys.readouterr().out.splitlines() == [
        "Lapses and what was due with them: 1 postings.",
        "Maturities and what was due with them: 2 postings.",
        "Expiries and what was due with them: 0 postings.",
        "Lapses and what was due with them: 0 postings.",
        "Maturities and what was due with them: 0 postings.",
        "Expiries and what was due with them: 0 postings.",
    ]
