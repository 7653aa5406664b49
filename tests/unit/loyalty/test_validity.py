"""L27, L28: how long points last, by each profile, as a merchant wrote it down."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.dates import NEVER, last_day_before
from loyalty.terms.validity import (
    Profile,
    ValidityTerms,
    granted_until,
    lapses_at,
)
from tests.loyalty.worked import FOLDER

BERLIN = ZoneInfo("Europe/Berlin")
CASES = tomllib.loads((FOLDER / "validity.toml").read_text())["lapse"]


def terms(profile, months=12):
    return ValidityTerms(
        version=1,
        return_window_days=14,
        expiry_months=months,
        grace_days=30,
        profile=Profile(profile),
    )


def moment(text, zone):
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=zone)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_points_last_as_the_table_says(case):
    """L27: ends of months, leap days, the programme's zone, changes of the clock."""
    zone = ZoneInfo(case.get("zone", "Europe/Berlin"))
    active = case.get("active")

    ends = lapses_at(
        terms(case["profile"], case["months"]),
        counts_from=moment(case["from"], zone),
        last_active_at=moment(active, zone) if active else None,
        zone=zone,
    )

    assert ends == moment(case["ends"], UTC)
    last = "" if ends == NEVER else last_day_before(ends, zone).isoformat()
    assert last == case["last_day"]


def test_every_profile_has_cases():
    found = [case["profile"] for case in CASES]

    assert all(found.count(profile) >= 2 for profile in Profile)


HOURS_OF_A_CENTURY = 36_525 * 24
MOMENTS = st.integers(0, HOURS_OF_A_CENTURY).map(
    lambda hours: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
)
MONTHS = st.integers(1, 120)


@given(begun=MOMENTS, months=MONTHS)
def test_a_longer_profile_is_never_worse(begun, months):
    """The end of a month is no sooner than the day in it, that of a year no sooner."""
    rolling, month, year, never = (
        granted_until(terms(profile, months), counts_from=begun, zone=BERLIN)
        for profile in ("rolling", "month-end", "year-end", "none")
    )

    assert begun < rolling <= month <= year < never


@given(begun=MOMENTS, months=MONTHS, days=st.lists(st.integers(0, 4000), max_size=5))
def test_doing_something_never_shortens(begun, months, days):
    active = [begun + timedelta(days=day) for day in sorted(days)]
    ends = [
        lapses_at(
            terms("inactivity", months),
            counts_from=begun,
            last_active_at=at,
            zone=BERLIN,
        )
        for at in (None, *active)
    ]

    assert ends == sorted(ends)


def test_what_ends_by_inactivity_is_given_without_a_date():
    """L28: a lot's date is never shortened, so what is not known yet is none."""
    until = granted_until(
        terms("inactivity"), counts_from=datetime(2026, 3, 2, tzinfo=UTC), zone=BERLIN
    )

    assert until == NEVER
    assert last_day_before(NEVER, BERLIN) == date(9999, 1, 1)
