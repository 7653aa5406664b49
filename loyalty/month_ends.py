"""What all points came to at the ends of months, kept: a copy, never a book.

To rebuild them all movements are looked at. A month that is over changes only where
something is recorded later that somebody did before its end; what time decides counts
from its moment, whenever it is booked (ledger/past.sql). So what was counted once holds
until something is booked late, and that is looked for whenever it is read
(docs/adr/0037-month-ends-kept.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from loyalty import expiry, reading
from loyalty.models import Account, MonthEnd
from loyalty.reading import Totals

MONTHS = 60
FIGURES = ("members", "available", "pending", "held", "owed")
# What is being written while the count begins is not in it, and says it was recorded
# before: no transaction takes so long. The next night counts all anew anyway.
UNDER_WAY = timedelta(hours=1)
BOOKED_LATE = """
SELECT EXISTS (
    SELECT FROM loyalty_posting WHERE recorded_at >= %s AND occurred_at <= %s
        AND NOT ledger.by_time(kind)
)
"""


@dataclass(frozen=True)
class Difference:
    """What is kept of a month's end, and what the movements say."""

    at: datetime
    stored: Totals
    rebuilt: Totals

    def __str__(self) -> str:
        return f"end of month {self.at}: stored {self.stored}, rebuilt {self.rebuilt}"


def last_days(*, at: datetime, months: int) -> Iterator[date]:
    """Yield the last days of the months that are over, the latest first."""
    day = timezone.localdate(at)
    for _month in range(months):
        day = day.replace(day=1) - timedelta(days=1)
        yield day


def totals(*, at: datetime, months: int) -> dict[date, Totals]:
    """Return the sums at the end of each of the last months, the latest first.

    As they are kept, if they are and still hold; else all are counted, which takes
    as long as there are movements.
    """
    days = {expiry.close_of(day): day for day in last_days(at=at, months=months)}
    kept = {row.at: row for row in MonthEnd.objects.filter(at__in=days)}
    if len(kept) == len(days) and _hold(list(kept.values())):
        found = {moment: _totals(row) for moment, row in kept.items()}
    else:
        found = reading.programme_totals_as_of(moments=days)
    return {day: found[moment] for moment, day in days.items()}


@transaction.atomic
def keep(*, at: datetime) -> list[Difference]:
    """Count the ends of the last months anew, and keep them.

    Returns those that were kept otherwise: something was booked late, or a kept
    figure was wrong.
    """
    counted_at = timezone.now()  # of the server that records, whatever `at` is
    moments = [expiry.close_of(day) for day in last_days(at=at, months=MONTHS)]
    found = reading.programme_totals_as_of(moments=moments)
    changed = list(_differing(found))
    MonthEnd.objects.bulk_create(
        (
            MonthEnd(
                at=moment,
                counted_at=counted_at,
                **{name: getattr(sums, name) for name in FIGURES},
            )
            for moment, sums in found.items()
        ),
        update_conflicts=True,
        unique_fields=["at"],
        update_fields=[*FIGURES, "counted_at"],
    )
    return changed


def differences() -> list[Difference]:
    """Return what is kept otherwise than the movements say, while it is read at all."""
    kept = list(MonthEnd.objects.all())
    if not kept or not _hold(kept):
        return []
    return list(
        _differing(reading.programme_totals_as_of(moments=[row.at for row in kept]))
    )


def _differing(found: dict[datetime, Totals]) -> Iterator[Difference]:
    for row in MonthEnd.objects.filter(at__in=found).order_by("at"):
        if (stored := _totals(row)) != found[row.at]:
            yield Difference(row.at, stored, found[row.at])


def _hold(kept: list[MonthEnd]) -> bool:
    """Whether nothing was booked, and nobody enrolled, late since they were kept."""
    latest = max(kept, key=lambda row: row.at)
    since = min(row.counted_at for row in kept) - UNDER_WAY
    members = Account.objects.filter(enrolled_at__lte=latest.at).count()
    return members == latest.members and not _booked_late(since, latest.at)


def _booked_late(since: datetime, until: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(BOOKED_LATE, [since, until])
        [late] = cursor.fetchone()
    return bool(late)


def _totals(row: MonthEnd) -> Totals:
    return Totals(**{name: getattr(row, name) for name in FIGURES})
