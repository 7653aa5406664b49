"""A member's statement as its page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from loyalty import reading
from loyalty.reading import OpenLot, Posting
from shop.users.models import User


@dataclass(frozen=True, kw_only=True)
class CalendarDay:
    """Points that become usable, or are valid for the last time, on one day.

    `share` compares them with the largest day of the calendar, in percent.
    """

    on: date
    kind: str
    points: int
    share: int


def calendar(lots: Iterable[OpenLot]) -> list[CalendarDay]:
    """Return what happens to open lots by themselves, the soonest first."""
    days: dict[tuple[date, str], int] = {}
    for lot in lots:
        if lot.available and lot.has_date:
            _add(days, (lot.last_valid_date, "expires"), lot.available)
        if lot.pending and lot.matures_at:
            _add(days, (timezone.localdate(lot.matures_at), "matures"), lot.pending)
    most = max(days.values(), default=0)
    return [
        CalendarDay(on=on, kind=kind, points=points, share=100 * points // most)
        for (on, kind), points in sorted(days.items())
    ]


@dataclass(frozen=True, kw_only=True)
class CalendarMonth:
    """Points that are valid for the last time in one month.

    `share` compares them with the largest month, in percent.
    """

    first: date
    points: int
    share: int


def by_month(lots: Iterable[OpenLot]) -> list[CalendarMonth]:
    """Return what of the spendable points lapses in which month, the soonest first."""
    months: dict[date, int] = {}
    for lot in lots:
        if lot.available and lot.has_date:
            first = lot.last_valid_date.replace(day=1)
            months[first] = months.get(first, 0) + lot.available
    most = max(months.values(), default=0)
    return [
        CalendarMonth(first=first, points=points, share=100 * points // most)
        for first, points in sorted(months.items())
    ]


def waiting(lots: Iterable[OpenLot]) -> int:
    """Return the points whose day is not known: their orders are under way."""
    return sum(lot.pending for lot in lots if lot.matures_at is None)


def postings(
    *, member: User, only: str = "", until: datetime | None = None
) -> QuerySet[Posting]:
    """Return the member's own postings, the newest first.

    `only` is "added" or "taken"; anything else means all.
    """
    statement = reading.statement(member=member, until=until)
    if only == "added":
        return statement.filter(points_change__gt=0)  # type: ignore[misc]  # annotated
    if only == "taken":
        return statement.filter(points_change__lt=0)  # type: ignore[misc]  # annotated
    return statement


@dataclass(frozen=True, kw_only=True)
class Row:
    """All that came of one cause, its steps day by day, as they were recorded."""

    order: str
    steps: list[Posting]

    @property
    def begun_at(self) -> datetime:
        return self.steps[0].occurred_at

    @property
    def points(self) -> int:
        return sum(step.points_change for step in self.steps)  # type: ignore[attr-defined]


def rows(postings: QuerySet[Posting], *, causes: Iterable[str]) -> list[Row]:
    """What came of each of these causes, in one query, in their order."""
    steps: dict[str, list[Posting]] = {cause: [] for cause in causes}
    found = reading.with_cause(postings).filter(cause__in=steps)  # type: ignore[misc]
    for posting in found.order_by(TruncDate("occurred_at"), "version"):
        steps[posting.cause].append(posting)  # type: ignore[attr-defined]
    return [
        Row(order="" if cause.startswith("#") else cause, steps=done)
        for cause, done in steps.items()
    ]


def _add(days: dict[tuple[date, str], int], day: tuple[date, str], points: int) -> None:
    days[day] = days.get(day, 0) + points
