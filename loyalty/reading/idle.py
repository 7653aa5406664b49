"""Points that end by inactivity: whose, when at the earliest, and whether announced."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from loyalty.dates import NEVER, end_of
from loyalty.expiry import last_valid_date
from loyalty.models import Posting
from loyalty.people import Person
from loyalty.reading.rows import rows
from loyalty.terms.laws import TOLD_DAYS

# A day more than must be told of, for clocks that change meanwhile.
SOONEST = TOLD_DAYS[0] + 1


@dataclass(frozen=True)
class IdleEnd:
    """Points that end with `last_day` if their member does nothing until then.

    If it was not announced yet, it is the earliest day that can be; `ends_at` is the
    moment after it.
    """

    points: int
    ends_at: datetime
    is_announced: bool

    @property
    def last_day(self) -> date:
        return last_valid_date(self.ends_at)


def idle_members(*, until: datetime, announced: bool) -> list[int]:
    """Return the keys of members whose points may end by inactivity until then.

    Those whose end was `announced` for a day until then, or those who were told nothing
    since they last did something.
    """
    found = rows(
        "SELECT * FROM ledger.idle_members(%s, %s, %s)",
        [until, announced, settings.TIME_ZONE],
    )
    return sorted(key for (key,) in found)


def idle_end(*, member: Person, at: datetime) -> IdleEnd | None:
    """Return the next end of the member's points by inactivity; None if none ends."""
    zone = timezone.get_default_timezone()
    lots = rows(
        "SELECT points, since, ends_at FROM ledger.idle_lots(%s, %s, %s)",
        [[member.pk], NEVER, settings.TIME_ZONE],
    )
    if not lots:
        return None
    told = (
        Posting.objects.filter(
            account_id=member.pk,
            kind=Posting.Kind.NOTICE,
            occurred_at__gt=max(since for _points, since, _ends in lots),
            expires_at__gt=at,
        )
        .order_by("-version")
        .first()
    )
    if told is not None and told.expires_at is not None:
        ends_at = told.expires_at
    else:
        soonest = timezone.localdate(at, zone) + timedelta(days=SOONEST)
        ends_at = max(min(ends for _p, _s, ends in lots), end_of(soonest, zone))
    points = sum(points for points, _since, ends in lots if ends <= ends_at)
    return IdleEnd(points, ends_at, is_announced=told is not None)
