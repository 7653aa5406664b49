"""What is kept of the ends of months is what the movements say, or is not read."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty import enrolment, expiry, month_ends, reading
from loyalty.models import MonthEnd
from loyalty.reading import Totals, programme
from tests.loyalty.conftest import person
from tests.loyalty.deeds import earn, earn_pending, hold, revoke

JUNE = datetime(2026, 6, 15, 12, tzinfo=UTC)
MARCH, APRIL, MAY = (datetime(2026, month, 3, 9, tzinfo=UTC) for month in (3, 4, 5))
DAY = timedelta(days=1)


def figures(at=JUNE, months=4):
    found = month_ends.totals(at=at, months=months)
    return {day.month: sums.outstanding for day, sums in found.items()}


def counted():
    moments = [expiry.close_of(day) for day in month_ends.last_days(at=JUNE, months=60)]
    return reading.programme_totals_as_of(moments=moments)


def looks_at_all():
    with CaptureQueriesContext(connection) as asked:
        figures()
    return any("past_totals" in query["sql"] for query in asked)


@pytest.fixture(autouse=True)
def nothing_under_way(monkeypatch):
    """What a test writes is recorded within the hour."""
    monkeypatch.setattr(month_ends, "UNDER_WAY", timedelta(0))


@pytest.fixture
def alice(db):
    alice = person("alice")
    enrolment.enrol(member=alice, enrolled_at=MARCH)
    earn(alice, 100, at=MARCH)
    earn(alice, 30, "E2", at=APRIL, expires_at=MAY)
    return alice


def test_the_last_days_are_those_of_months_that_are_over():
    days = month_ends.last_days(at=datetime(2024, 3, 31, 12, tzinfo=UTC), months=3)

    assert list(days) == [date(2024, 2, 29), date(2024, 1, 31), date(2023, 12, 31)]


def test_what_is_kept_is_what_the_movements_say(alice):
    before = month_ends.totals(at=JUNE, months=4)

    assert month_ends.keep(at=JUNE) == []

    assert month_ends.totals(at=JUNE, months=4) == before
    assert figures() == {5: 100, 4: 130, 3: 100, 2: 0}
    assert not looks_at_all()
    assert MonthEnd.objects.count() == month_ends.MONTHS


def test_what_time_decided_and_is_booked_late_changes_nothing(alice):
    """Nor is anything looked at: such postings come every night."""
    earn_pending(alice, 40, "E3", at=APRIL, matures_at=APRIL + DAY)
    hold(alice, 20, at=APRIL + 2 * DAY, lapses_at=APRIL + 3 * DAY)
    month_ends.keep(at=JUNE)
    before = counted()

    expiry.expire_due(at=JUNE)

    assert counted() == before
    assert not looks_at_all()
    assert month_ends.differences() == []


def test_what_is_booked_late_is_in_the_months_since(alice):
    """A balance brought in with its own day, an order whose payment was told late."""
    month_ends.keep(at=JUNE)

    earn(alice, 7, "E3", at=APRIL + DAY)

    assert figures() == {5: 107, 4: 137, 3: 100, 2: 0}
    assert looks_at_all()  # until the night comes
    assert month_ends.differences() == []  # nobody reads what is kept
    assert [(one.at.month, one.rebuilt.available) for one in month_ends.keep(at=JUNE)]
    assert not looks_at_all()
    assert figures() == {5: 107, 4: 137, 3: 100, 2: 0}


def test_who_enrolled_late_is_a_member_of_the_months_since(alice):
    month_ends.keep(at=JUNE)

    enrolment.enrol(member=person("bob"), enrolled_at=APRIL)

    found = month_ends.totals(at=JUNE, months=4)
    assert [sums.members for sums in found.values()] == [2, 2, 1, 0]


def test_a_month_that_is_over_since_is_counted(alice):
    month_ends.keep(at=JUNE)

    assert figures(at=JUNE + 30 * DAY, months=2) == {6: 100, 5: 100}


def test_a_figure_that_was_changed_is_named_and_mended(alice):
    month_ends.keep(at=JUNE)
    MonthEnd.objects.filter(at=expiry.close_of(date(2026, 4, 30))).update(held=5)

    [found] = month_ends.differences()

    assert "end of month 2026-04-30" in str(found)
    assert (found.stored.held, found.rebuilt.held) == (5, 0)
    assert month_ends.keep(at=JUNE) == [found]
    assert month_ends.differences() == []


def test_what_was_being_written_while_it_was_counted_is_looked_for(alice, monkeypatch):
    """It was recorded before, and nobody saw it yet."""
    month_ends.keep(at=JUNE)
    assert not looks_at_all()

    monkeypatch.setattr(month_ends, "UNDER_WAY", timedelta(hours=1))

    assert looks_at_all()


EACH = """
SELECT count(*), sum(available)::bigint, sum(pending)::bigint, sum(held)::bigint,
    sum(owed)::bigint FROM ledger.balances_at(NULL, %s)
"""


def test_now_is_the_sum_of_all_accounts_whatever_is_due(alice):
    """Each account by itself says the same, before and after what falls due."""
    bob = person("bob")
    enrolment.enrol(member=bob, enrolled_at=MARCH)
    earn(bob, 50, "E1", at=MARCH, expires_at=JUNE + 4 * DAY)
    earn_pending(bob, 20, "E2", at=MAY, matures_at=JUNE + DAY)
    earn_pending(bob, 9, "E3", at=MAY, matures_at=JUNE + DAY, expires_at=JUNE + 2 * DAY)
    hold(bob, 45, at=JUNE, lapses_at=JUNE + 3 * DAY)
    revoke(alice, 100, "E1", at=JUNE)

    for days in range(7):
        at = JUNE + days * DAY
        [row] = programme.rows(EACH, [at])
        assert reading.programme_totals(at=at) == Totals(*row), days
