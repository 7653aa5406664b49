from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.dates import add_months, end_of, last_day_before

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


@given(
    day=st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    zone=st.sampled_from([BERLIN, SHANGHAI, BEIRUT, UTC]),
)
def test_the_last_day_before_the_end_of_a_day_is_that_day(day, zone):
    assert last_day_before(end_of(day, zone), zone) == day
    assert end_of(day, zone) < end_of(day + timedelta(days=1), zone)
