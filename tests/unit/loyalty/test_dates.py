from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loyalty.dates import add_months, close_of, end_of, last_day_before

BERLIN = ZoneInfo("Europe/Berlin")
SHANGHAI = ZoneInfo("Asia/Shanghai")
BEIRUT = ZoneInfo("Asia/Beirut")


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 30), 15, date(2028, 2, 29)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_end_where_a_shorter_month_ends(day, months, later):
    """L27: 31 January + 1 month."""
    assert add_months(day, months) == later


@pytest.mark.parametrize(
    ("day", "zone", "moment"),
    [
        (date(2026, 1, 15), BERLIN, datetime(2026, 1, 15, 23, tzinfo=UTC)),
        (date(2026, 7, 15), BERLIN, datetime(2026, 7, 15, 22, tzinfo=UTC)),
        # The days on which the clock changes last 23 and 25 hours.
        (date(2026, 3, 28), BERLIN, datetime(2026, 3, 28, 23, tzinfo=UTC)),
        (date(2026, 3, 29), BERLIN, datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (date(2026, 10, 25), BERLIN, datetime(2026, 10, 25, 23, tzinfo=UTC)),
        (date(2026, 1, 15), SHANGHAI, datetime(2026, 1, 15, 16, tzinfo=UTC)),
        # There is no midnight: the day begins at 01:00.
        (date(2026, 3, 28), BEIRUT, datetime(2026, 3, 28, 22, tzinfo=UTC)),
    ],
)
def test_a_day_ends_in_its_own_zone(day, zone, moment):
    """L27: across the changes of the clock."""
    assert end_of(day, zone) == moment
    assert last_day_before(moment, zone) == day
    assert last_day_before(moment + timedelta(seconds=1), zone) > day


ZONES = [
    BERLIN,
    SHANGHAI,
    BEIRUT,
    UTC,
    ZoneInfo("America/Sao_Paulo"),  # the clock changed at midnight, until 2019
    ZoneInfo("America/Havana"),  # in autumn, midnight comes twice
    ZoneInfo("Pacific/Apia"),  # 30 December 2011 did not take place
]
days = st.dates(date(2000, 1, 1), date(2037, 1, 1))
zones = st.sampled_from(ZONES)


def took_place(day, zone):
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    return noon.astimezone(UTC).astimezone(zone).date() == day


def test_only_samoa_left_a_day_out():
    """This test exists to show that `took_place` can tell."""
    day = date(2011, 12, 30)
    assert [took_place(day, zone) for zone in ZONES] == [True] * 6 + [False]


@given(day=days, zone=zones)
@example(day=date(2011, 12, 29), zone=ZONES[-1])
@example(day=date(2011, 12, 30), zone=ZONES[-1])
def test_a_day_ends_where_the_next_begins(day, zone):
    """L27: whatever the clocks did, to the microsecond."""
    end, close = end_of(day, zone), close_of(day, zone)
    last = day if took_place(day, zone) else day - timedelta(days=1)

    assert close.astimezone(zone).date() == last
    assert end.astimezone(zone).date() > day
    assert last_day_before(end, zone) == last


@given(day=days, zone=zones)
def test_days_follow_each_other(day, zone):
    """L27: no day ends before the one before it, nor at once unless it was left out."""
    tomorrow = day + timedelta(days=1)

    assert end_of(day, zone) <= end_of(tomorrow, zone)
    assert (end_of(day, zone) < end_of(tomorrow, zone)) == took_place(tomorrow, zone)


@given(second=st.integers(0, 2**31), zone=zones)
def test_a_moment_lies_within_its_own_day(second, zone):
    """L27: any second from 1970 to 2038."""
    moment = datetime.fromtimestamp(second, UTC)
    day = moment.astimezone(zone).date()

    assert end_of(day - timedelta(days=1), zone) <= moment <= close_of(day, zone)


@given(day=days, months=st.integers(0, 36))
def test_months_later_is_the_same_day_or_the_end_of_the_month(day, months):
    """L27: never in the month after, and never later for an earlier day."""
    later = add_months(day, months)

    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (
        later.day < day.day and (later + timedelta(days=1)).day == 1
    )
    assert later <= add_months(day + timedelta(days=1), months)
