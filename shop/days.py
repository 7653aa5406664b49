"""Days as people read them: by the shop's own calendar, and over when they are over."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from loyalty import dates


def day_of(at: datetime) -> date:
    return timezone.localdate(at, timezone.get_default_timezone())


def close_of(day: date) -> datetime:
    """The last moment of a day: what holds through the day still does.

    Shown as a date it is that day, which the first moment after it is not.
    """
    return dates.close_of(day, timezone.get_default_timezone())


def close_after(at: datetime, *, days: int) -> datetime:
    """The end of the day that is so many days after that of `at`."""
    return close_of(day_of(at) + timedelta(days=days))


def through(moment: datetime) -> datetime:
    """The last moment of what people say ends then: at midnight, they mean the day.

    A date that is typed where a time belongs is kept as its first moment.
    """
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return close_of(local.date()) if local.time() == time.min else moment


def is_within(
    starts_at: datetime | None, ends_at: datetime | None, *, at: datetime
) -> bool:
    """Whether something holds at a moment; without an end it holds for ever."""
    begun = starts_at is None or starts_at <= at
    return begun and (ends_at is None or at <= through(ends_at))
