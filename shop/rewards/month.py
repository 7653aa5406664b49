"""One month of a member's points, as a statement on paper has it.

What opens and closes it is rebuilt from the movements; the lines between are what was
recorded. Where time has decided something that is not booked yet, a line says so: the
sum is always what stands below it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from loyalty import expiry, reading
from loyalty.dates import add_months
from loyalty.reading import Balance, Posting
from shop.users.models import User


@dataclass(frozen=True, kw_only=True)
class Month:
    """`not_booked` are points that time has added or taken, without a posting yet."""

    first: date
    last: date
    is_over: bool
    opening: int
    lines: list[Posting]
    closing: int

    @property
    def added(self) -> int:
        return sum(points for points in self._changes if points > 0)

    @property
    def taken(self) -> int:
        return -sum(points for points in self._changes if points < 0)

    @property
    def not_booked(self) -> int:
        return self.closing - self.opening - self.added + self.taken

    @property
    def _changes(self) -> Iterator[int]:
        return (line.points_change for line in self.lines)  # type: ignore[attr-defined]  # annotated


def month(*, member: User, first: date, now: datetime) -> Month:
    """Return what came to a member in the month that begins on `first`.

    Of the running month it is what has come so far.
    """
    last = add_months(first, 1) - timedelta(days=1)
    begins, ends = expiry.close_of(first - timedelta(days=1)), expiry.close_of(last)
    until = min(ends, now)
    closing = (
        reading.balance_as_of(member=member, at=ends)
        if ends < now
        else reading.balance(member=member, at=now)
    )
    opening = own(reading.balance_as_of(member=member, at=begins))
    found = reading.statement(member=member, until=until)
    return Month(
        first=first,
        last=last,
        is_over=ends < now,
        opening=opening,
        lines=_by_day(found.filter(occurred_at__gt=begins), opening),
        closing=own(closing),
    )


def months(*, member: User, now: datetime) -> list[date]:
    """Return the first days of a member's months with points, the latest first."""
    first = reading.statement(member=member).order_by("version").first()
    if first is None:
        return []
    begun = _first_day(first.occurred_at)
    day, found = _first_day(now), []
    while day >= begun:
        found.append(day)
        day = add_months(day, -1)
    return found


def own(balance: Balance) -> int:
    """What belongs to a member: spendable or pending, less what is owed."""
    return balance.available + balance.pending - balance.owed


def _by_day(found: QuerySet[Posting], opening: int) -> list[Posting]:
    """As they happened, and those of one day as they were recorded.

    Some are recorded after the day they are of: the balance follows the rows as read.
    """
    zone = timezone.get_default_timezone()
    lines = sorted(
        found.order_by("version"),
        key=lambda line: timezone.localdate(line.occurred_at, zone),
    )
    balance = opening
    for line in lines:
        balance += line.points_change  # type: ignore[attr-defined]  # annotated
        line.points_balance = balance  # type: ignore[attr-defined]  # annotated
    return lines


def _first_day(moment: datetime) -> date:
    zone = timezone.get_default_timezone()
    return timezone.localdate(moment, zone).replace(day=1)
