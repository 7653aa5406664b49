"""What the books say of a moment that is over, whatever happened since."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings

from loyalty import earning, expiry, reading
from loyalty.reading import Balance, Expiry, Maturity, Totals
from tests.loyalty.conftest import MARCH
from tests.loyalty.deeds import (
    capture,
    earn,
    earn_pending,
    give_back,
    hold,
    redeem,
    release,
    revoke,
    schedule,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ZONES = [
    "Europe/Berlin",
    "America/Sao_Paulo",
    "Asia/Shanghai",
    "Pacific/Apia",
]


def then(member, at):
    """The figures of the member and of the programme, which must be the same."""
    balance = reading.balance_as_of(member=member, at=at)
    figures = balance.available, balance.pending, balance.held, balance.owed
    totals = reading.programme_totals_as_of(moments=[at])[at]
    assert (totals.available, totals.pending, totals.held, totals.owed) == figures
    lots = reading.open_lots_as_of(member=member, at=at)
    assert sum(lot.available for lot in lots) == balance.available
    return figures


def test_what_came_later_does_not_count(alice):
    earn_pending(alice, 36, at=MARCH)
    schedule(alice, at=MARCH + DAY, matures_at=MARCH + 14 * DAY)
    hold(alice, 20, at=MARCH + 14 * DAY)
    capture(alice, at=MARCH + 14 * DAY + HOUR / 2)
    give_back(alice, 5, at=MARCH + 15 * DAY)
    revoke(alice, 30, at=MARCH + 16 * DAY)

    assert then(alice, MARCH - HOUR) == (0, 0, 0, 0)
    assert then(alice, MARCH) == (0, 36, 0, 0)
    assert then(alice, MARCH + 14 * DAY - HOUR) == (0, 36, 0, 0)
    assert then(alice, MARCH + 14 * DAY) == (16, 0, 20, 0)
    assert then(alice, MARCH + 14 * DAY + HOUR / 2) == (16, 0, 0, 0)
    assert then(alice, MARCH + 15 * DAY) == (21, 0, 0, 0)
    assert then(alice, MARCH + 16 * DAY) == (0, 0, 0, 9)


@pytest.mark.parametrize("booked", ["never", "late"])
def test_what_was_due_then_counts_whenever_it_was_booked(alice, booked):
    """L25: a job that came days later, or not at all, changes no past figure."""
    earn(alice, 50, "old", at=MARCH, expires_at=MARCH + 5 * DAY)
    earn_pending(alice, 30, at=MARCH, matures_at=MARCH + 2 * DAY)
    hold(alice, 20, at=MARCH, lapses_at=MARCH + DAY)
    if booked == "late":
        earning.mature_due(member=alice, at=MARCH + 9 * DAY)

    assert then(alice, MARCH) == (30, 30, 20, 0)
    assert then(alice, MARCH + DAY) == (50, 30, 0, 0)
    assert then(alice, MARCH + 2 * DAY) == (80, 0, 0, 0)
    assert then(alice, MARCH + 5 * DAY) == (30, 0, 0, 0)


def test_points_held_over_their_date_were_held_until_they_were_free(alice):
    """The expiry is booked for their date; they were lost when they came free."""
    earn(alice, 50, at=MARCH, expires_at=MARCH + DAY)
    hold(alice, 20, at=MARCH, lapses_at=MARCH + 9 * DAY)
    release(alice, at=MARCH + 3 * DAY)
    earning.mature_due(member=alice, at=MARCH + 4 * DAY)

    assert then(alice, MARCH) == (30, 0, 20, 0)
    assert then(alice, MARCH + 2 * DAY) == (0, 0, 20, 0)
    assert then(alice, MARCH + 3 * DAY) == (0, 0, 0, 0)


def test_maturing_points_repaid_what_was_owed_then(alice):
    """L21"""
    earn(alice, 10, "E0", at=MARCH)
    redeem(alice, 10, at=MARCH)
    revoke(alice, 10, of="E0", at=MARCH)
    earn_pending(alice, 4, "E1", at=MARCH, matures_at=MARCH + DAY)
    earn_pending(alice, 9, "E2", at=MARCH, matures_at=MARCH + 2 * DAY)

    for _unbooked_then_booked in range(2):
        assert then(alice, MARCH) == (0, 13, 0, 10)
        assert then(alice, MARCH + DAY) == (0, 9, 0, 6)
        assert then(alice, MARCH + 2 * DAY) == (3, 0, 0, 0)
        [lot] = reading.open_lots_as_of(member=alice, at=MARCH + 2 * DAY)
        assert lot.granted == 9, "the points that matured first repaid first"
        earning.mature_due(member=alice, at=MARCH + 3 * DAY)


def test_dates_are_those_known_then(alice):
    """L28: a date that was moved away later had not been moved yet."""
    earn_pending(alice, 36, at=MARCH, expires_at=MARCH + 20 * DAY)
    schedule(
        alice,
        at=MARCH + 2 * DAY,
        matures_at=MARCH + 10 * DAY,
        expires_at=MARCH + 50 * DAY,
    )

    [before] = reading.open_lots_as_of(member=alice, at=MARCH + DAY)
    [after] = reading.open_lots_as_of(member=alice, at=MARCH + 2 * DAY)

    assert (before.matures_at, before.expires_at) == (None, MARCH + 20 * DAY)
    assert (after.matures_at, after.expires_at) == (
        MARCH + 10 * DAY,
        MARCH + 50 * DAY,
    )
    balance = reading.balance_as_of(member=alice, at=MARCH + 3 * DAY)
    assert balance == Balance(
        pending=36, next_maturity=Maturity(MARCH + 10 * DAY, points=36)
    )


def test_a_grace_changes_the_date_of_what_had_expired_alone(alice):
    """L20: of two lots that points return into, one keeps the date it has."""
    earn(alice, 10, "short", at=MARCH, expires_at=MARCH + DAY)
    earn(alice, 10, "long", at=MARCH, expires_at=MARCH + 9 * DAY)
    redeem(alice, 20, at=MARCH)
    give_back(alice, 15, at=MARCH + 2 * DAY)
    grace = expiry.expires_after_days(MARCH + 2 * DAY, 30)

    lots = reading.open_lots_as_of(member=alice, at=MARCH + 3 * DAY)

    assert [(lot.available, lot.expires_at) for lot in lots] == [
        (10, MARCH + 9 * DAY),
        (5, grace),
    ]
    assert then(alice, MARCH + DAY) == (0, 0, 0, 0)
    assert then(alice, MARCH + 9 * DAY) == (5, 0, 0, 0)
    assert then(alice, grace) == (0, 0, 0, 0)


def test_what_two_clocks_disagree_on_never_shows_less_than_nothing(alice):
    """A hold of a server whose clock is behind waits for what it was drawn from."""
    earn(alice, 10, at=MARCH + timedelta(seconds=2))
    hold(alice, 10, at=MARCH)

    between = reading.balance_as_of(member=alice, at=MARCH + timedelta(seconds=1))

    assert between == Balance()


def test_the_programme_then_is_the_sum_of_its_accounts_then(alice, bob):
    """In any order; an account with nothing booked beside one with everything."""
    earn(alice, 50, at=MARCH, expires_at=MARCH + 4 * DAY)
    hold(alice, 20, at=MARCH, lapses_at=MARCH + 2 * DAY)
    earn_pending(bob, 30, at=MARCH + DAY, matures_at=MARCH + 3 * DAY)
    expiry.expire_due(at=MARCH + 5 * DAY)
    moments = [MARCH + days * DAY for days in (4, 0, 3, 1, 2)]

    totals = reading.programme_totals_as_of(moments=moments)

    assert list(totals) == sorted(moments)
    assert list(totals.values()) == [
        Totals(members=2, available=30, pending=0, held=20, owed=0),
        Totals(members=2, available=30, pending=30, held=20, owed=0),
        Totals(members=2, available=50, pending=30, held=0, owed=0),
        Totals(members=2, available=80, pending=0, held=0, owed=0),
        Totals(members=2, available=30, pending=0, held=0, owed=0),
    ]


def test_who_was_no_member_yet_is_not_counted(alice):
    before = MARCH - HOUR

    totals = reading.programme_totals_as_of(moments=[before])

    assert totals == {before: Totals(members=0, available=0, pending=0, held=0, owed=0)}
    assert reading.programme_totals_as_of(moments=[]) == {}


def test_somebody_who_is_no_member_had_nothing(sam):
    assert reading.balance_as_of(member=sam, at=MARCH) == Balance()
    assert reading.open_lots_as_of(member=sam, at=MARCH) == []


def test_the_statement_ends_where_it_is_told_to(alice):
    """Late or not, a posting belongs to the moment at which it occurred."""
    earn(alice, 50, at=MARCH, expires_at=MARCH + 4 * DAY)
    hold(alice, 20, at=MARCH + HOUR, lapses_at=MARCH + 2 * DAY)
    earning.mature_due(member=alice, at=MARCH + 5 * DAY)

    def kinds(until):
        found = reading.statement(member=alice, until=until)
        return [(posting.kind, posting.points_change) for posting in found]

    assert kinds(MARCH) == [("accrual", 50)]
    assert kinds(MARCH + 3 * DAY) == [("lapse", 20), ("hold", -20), ("accrual", 50)]
    assert kinds(MARCH + 4 * DAY)[0] == ("expiry", -50)


def test_the_past_takes_one_query_however_long_it_is(alice, django_assert_num_queries):
    for number in range(12):
        earn(alice, 10, f"E{number}", at=MARCH)
        redeem(alice, 5, f"R{number}", at=MARCH)

    with django_assert_num_queries(1):
        reading.balance_as_of(member=alice, at=MARCH)
    with django_assert_num_queries(1):
        reading.open_lots_as_of(member=alice, at=MARCH)
    with django_assert_num_queries(1):
        reading.programme_totals_as_of(moments=[MARCH, MARCH + DAY])


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("earned", "last_day"),
    [
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        # The last day, or the night after it, has a change of the clock in Berlin,
        # Samoa and, in its day, São Paulo.
        (date(2026, 2, 28), date(2026, 3, 28)),
        (date(2026, 9, 25), date(2026, 10, 25)),
        (date(2018, 10, 3), date(2018, 11, 3)),
        (date(2019, 1, 16), date(2019, 2, 16)),
        (date(2020, 8, 26), date(2020, 9, 26)),
    ],
)
def test_the_last_valid_day_counts_in_full_in_any_zone(alice, zone, earned, last_day):
    """L27: the close of the day still has the points, the moment after has not."""
    with override_settings(TIME_ZONE=zone):
        at = datetime.combine(earned, time(15), tzinfo=ZoneInfo(zone))
        earn(alice, 10, at=at, expires_at=expiry.expires_at(at, 1))
        close = expiry.close_of(last_day)

        assert reading.balance_as_of(member=alice, at=close) == Balance(
            available=10, next_expiry=Expiry(last_day, points=10)
        )
        assert then(alice, close + timedelta(microseconds=1)) == (0, 0, 0, 0)
