"""Dates of the programme: pure, the zone is given.

Points are valid through a *date*; the moment they expire is the beginning of the
day after it, in the programme's own time zone, whatever the clock did meanwhile.
"""

import calendar
from datetime import UTC, date, datetime, time, timedelta, tzinfo

# No points last longer: no rule may say so (models/rule.py).
LONGEST_MONTHS = 1200
# What points that no day ends are given with: `ledger.never()`.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the first moment after `day`, in UTC.

    A midnight that a clock change skips is the moment of the change.
    """
    midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
    return midnight.astimezone(UTC)


def close_of(day: date, zone: tzinfo) -> datetime:
    """Return the last moment of `day`: what is valid through it still is."""
    return end_of(day, zone) - timedelta(microseconds=1)


def last_day_before(moment: datetime, zone: tzinfo) -> date:
    """Return the last date of which a part lies before `moment`."""
    return (moment.astimezone(UTC) - timedelta(microseconds=1)).astimezone(zone).date()
