"""Days of the programme, in plain Python, by steps that need no formula."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings as django_settings


def zone() -> ZoneInfo:
    return ZoneInfo(django_settings.TIME_ZONE)


def day_of(moment: datetime) -> date:
    return moment.astimezone(zone()).date()


def beginning_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone()).astimezone(UTC)


def same_day_after(day: date, months: int) -> date:
    """Go on month by month; a month that is too short has its last day."""
    first = day.replace(day=1)
    for _month in range(months):
        first = (first + timedelta(days=31)).replace(day=1)
    return max(
        later
        for number in range(day.day)
        if (later := first + timedelta(days=number)).month == first.month
    )
