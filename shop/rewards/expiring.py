"""Tell members by mail what expires soon: 30 and 7 days before, what is left then.

A mail is about a window: from its first day that was not told of, as many days as it
comes before. So who earns daily has one a month and one a week, and none twice (L29).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone, translation
from django.utils.formats import date_format

from loyalty import expiry, reading
from loyalty.reading import OpenLot
from shop.notices.models import ExpiryTold, Unwanted
from shop.notices.topics import EXPIRING
from shop.notices.writing import Notice, write
from shop.rewards.once import rule_in_force
from shop.users.models import User

EARLY, LATE = 30, 7
CHUNK = 500
# More days than these are summed up in the mail.
MOST_DAYS = 8


def tell(*, at: datetime) -> int:
    """Write to all whose points expire within a month or a week; return how many.

    Can be stopped and repeated, and run twice at once: what was told is kept with the
    mail, chunk by chunk, and each mail is known by its reference.
    """
    return sum(
        _tell_chunk(chunk, days=days, at=at)
        for days in (EARLY, LATE)
        for chunk in _chunks(sorted(due(days=days, at=at)))
    )


def due(*, days: int, at: datetime) -> QuerySet[Any, int]:
    """Return the keys of members with points that expire in so many days, untold."""
    told = ExpiryTold.objects.filter(
        member=OuterRef("account_id"), days=days, until__gte=OuterRef("expires_at")
    )
    unwanted = Unwanted.objects.filter(person=OuterRef("account_id"), topic=EXPIRING)
    lots = reading.expiring(after=at, until=_horizon(days, at))
    return (
        lots.exclude(Exists(told))
        .exclude(Exists(unwanted))
        .values_list("account_id", flat=True)
        .distinct()
    )


@transaction.atomic
def _tell_chunk(keys: Sequence[int], *, days: int, at: datetime) -> int:
    people = User.objects.filter(
        pk__in=keys, is_active=True, confirmed_at__isnull=False
    ).in_bulk()
    left, told = reading.left_of(keys=people, at=at), _told(people)
    per_unit = rule_in_force(at=at).redemption.points_per_unit_of_discount
    notices, untils = [], {}
    for key, lots in left.items():
        known = told.get((key, days), at)
        first = next((lot for lot in lots if lot.expires_at > known), None)
        if first is None or first.expires_at > _horizon(days, at):
            continue  # what is left of it is set aside, or was moved away
        until = first.expires_at + timedelta(days=days)
        notices.append(
            Notice(
                person=people[key],
                kind="points-expiring",
                topic=EXPIRING,
                context=_context(people[key], lots, until=until, per_unit=per_unit),
                reference=f"{key}:{days}:{first.last_valid_date:%Y%m%d}",
            )
        )
        untils[key, days] = until
        if days == EARLY:  # it names what the later one would, as far as that is near
            soon = _horizon(LATE, at)
            untils[key, LATE] = max(told.get((key, LATE), soon), soon)
    ExpiryTold.objects.bulk_create(
        (
            ExpiryTold(member_id=key, days=ahead, until=until)
            for (key, ahead), until in untils.items()
        ),
        update_conflicts=True,
        unique_fields=["member", "days"],
        update_fields=["until"],
    )
    return write(notices, at=at)


def _context(
    person: User, lots: Sequence[OpenLot], *, until: datetime, per_unit: int
) -> dict[str, Any]:
    """What the mail says: points by their last day, written as its reader does."""
    by_day: dict[Any, int] = {}
    for lot in lots:
        if lot.expires_at <= until:
            day = lot.last_valid_date
            by_day[day] = by_day.get(day, 0) + lot.available
    with translation.override(person.language):
        days = [
            {"on": date_format(day, "DATE_FORMAT"), "points": points}
            for day, points in by_day.items()
        ]
    return {
        "points": sum(by_day.values()),
        "points_per_unit": per_unit,
        "first_day": days[0]["on"],
        "days": days[:MOST_DAYS] if len(days) > 1 else [],
        "later": sum(day["points"] for day in days[MOST_DAYS:]),
    }


def _told(people: Any) -> dict[tuple[int, int], datetime]:
    found = ExpiryTold.objects.filter(member__in=list(people))
    return {
        (key, days): until
        for key, days, until in found.values_list("member_id", "days", "until")
    }


def _horizon(days: int, at: datetime) -> datetime:
    """The end of the day that many days from today, by the programme's calendar."""
    today = timezone.localdate(at, timezone.get_default_timezone())
    return expiry.expires_after(today + timedelta(days=days))


def _chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
