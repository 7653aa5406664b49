"""How often one may try, counted in the database (docs/adr/0027-*.md).

Under hashes: whom a count is about cannot be read from it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from shop.identity.pace import Pace
from shop.users.models import Attempts


@dataclass(frozen=True)
class Tries:
    """What is tried, by or on whom, and how it is slowed down."""

    what: str
    who: str
    pace: Pace

    @property
    def key(self) -> str:
        return _key(self.what, self.who)


@transaction.atomic
def begin(tries: Sequence[Tries], *, at: datetime) -> timedelta | None:
    """Count a try as one in vain, or say how long to wait before there can be one.

    Whoever succeeds calls `succeed`: guesses that come side by side must not pass
    before the first of them has failed.
    """
    counts = _locked(tries, at)
    wait = max((count.free_at - at for count in counts.values()), default=timedelta(0))
    if wait > timedelta(0):
        return wait
    for each in tries:
        count = counts[each.key]
        count.number = count.number + 1 if count.forget_at > at else 1
        count.free_at = at + each.pace.wait(count.number)
        count.forget_at = at + each.pace.forgotten
        count.save()
    return None


def succeed(tries: Sequence[Tries], *, at: datetime) -> None:
    """Take one try from the counts: it was no guess."""
    Attempts.objects.filter(pk__in=[each.key for each in tries]).update(
        number=Greatest(F("number") - 1, 0), free_at=at
    )


@transaction.atomic
def may_try(what: str, who: str, *, times: int, seconds: int) -> bool:
    """Count an attempt and say whether it is within `times` per `seconds`."""
    now = timezone.now()
    (count,) = _locked([Tries(what, who, Pace(free=times))], now).values()
    if count.forget_at <= now:
        count.number, count.forget_at = 0, now + timedelta(seconds=seconds)
    count.number += 1
    count.save()
    return count.number <= times


def _locked(tries: Sequence[Tries], at: datetime) -> dict[str, Attempts]:
    """Their counts under lock, in the order of their keys."""
    keys = sorted(each.key for each in tries)
    Attempts.objects.bulk_create(
        [Attempts(key=key, number=0, free_at=at, forget_at=at) for key in keys],
        ignore_conflicts=True,
    )
    found = Attempts.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    return {count.key: count for count in found}


def _key(what: str, who: str) -> str:
    return f"{what}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
