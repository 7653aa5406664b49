"""When points expire, and booking that they have.

Points are valid through a date of the programme's time zone; `expires_at` is the
first moment after it.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone

from loyalty import dates
from loyalty.ledger.many import CHUNK, Watch, sweep, unwatched
from loyalty.models import Lot
from loyalty.terms import validity
from loyalty.terms.validity import ValidityTerms


def latest(at: datetime) -> datetime:
    """Return the last moment at which points given then may expire."""
    return expires_at(at, dates.LONGEST_MONTHS)


def expires_at(accrued_at: datetime, months: int) -> datetime:
    """Return the moment points accrued then expire: never on a shorter month's 31st."""
    zone = timezone.get_default_timezone()
    day = accrued_at.astimezone(zone).date()
    return dates.end_of(dates.add_months(day, months), zone)


def granted_until(terms: ValidityTerms, *, at: datetime) -> datetime:
    """Return the moment points expire that count from `at` on under these terms."""
    return validity.granted_until(
        terms, counts_from=at, zone=timezone.get_default_timezone()
    )


def expires_after_days(moment: datetime, days: int) -> datetime:
    """Return the moment points expire that are valid for `days` more days."""
    zone = timezone.get_default_timezone()
    return dates.end_of(moment.astimezone(zone).date() + timedelta(days=days), zone)


def expires_after(day: date) -> datetime:
    """Return the moment points expire that are valid through `day`."""
    return dates.end_of(day, timezone.get_default_timezone())


def last_valid_date(expires_at: datetime) -> date:
    """Return the date a shopper is shown: the last on which the points count."""
    return dates.last_day_before(expires_at, timezone.get_default_timezone())


def close_of(day: date) -> datetime:
    """Return the last moment of a day, at which a past balance is read."""
    return dates.close_of(day, timezone.get_default_timezone())


def expire_due(*, at: datetime, chunk: int = CHUNK, watch: Watch = unwatched) -> int:
    """Book what has expired, chunk by chunk; can be stopped and repeated.

    Changes no balance as `loyalty.reading` reads it. Returns the number of postings.
    """
    due = Lot.objects.filter(open=True, expires_at__lte=at, remaining__gt=0)
    return sweep(due, by="expires_at", at=at, chunk=chunk, watch=watch)
