"""Give points to many members: all of them, or a segment.

An occasion gives a member its points once, however often and in however many parts
it is carried out.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from django.core.exceptions import PermissionDenied
from django.db import transaction

from loyalty import expiry, policy
from loyalty.adjustment import expires_like_earned
from loyalty.ledger import ReferenceReused
from loyalty.ledger.many import CHUNK, Accrual, accrue_each
from loyalty.models import Account, Posting
from loyalty.people import Actor
from loyalty.points import InvalidPoints, valid_points
from loyalty.terms.laws import laws
from loyalty.typed import one_line_that_says_something
from loyalty.why import granted

__all__ = [
    "EndsByTime",
    "Grant",
    "InvalidGrant",
    "InvalidPoints",
    "ReferenceReused",
    "Tally",
    "everybody",
    "grant",
]

LONGEST_OCCASION = 60
LONGEST_REASON = 200


class InvalidGrant(ValueError):
    """The occasion or the reason is no line of text, or the points are gone already,
    or last longer than any may.
    """


class EndsByTime(InvalidGrant):
    """The rules keep to the law of `args[0]`, by which no date ends points."""


@dataclass(frozen=True)
class Grant:
    """What each member is given. Without `expires_at`, like points earned now.

    The occasion is for staff, the reason for the member to read.
    """

    occasion: str
    points: int
    reason: str
    expires_at: datetime | None = None

    @property
    def reference(self) -> str:
        return f"grant:{self.occasion}"


@dataclass(frozen=True)
class Tally:
    """Who was looked at: given points, known from before, or no members (any more)."""

    given: int = 0
    known: int = 0
    not_members: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.given + other.given,
            self.known + other.known,
            self.not_members + other.not_members,
        )

    @property
    def looked_at(self) -> int:
        return self.given + self.known + self.not_members


Watch = Callable[[Tally], None]


def grant(
    *,
    member_ids: Iterable[int],
    terms: Grant,
    actor: Actor,
    granted_at: datetime,
    commit: bool = False,
    chunk: int = CHUNK,
    announce: Callable[[], None] = lambda: None,
    watch: Watch = lambda _tally: None,
) -> Tally:
    """Say who would be given points, or, told to `commit`, give them.

    Each chunk of members is a transaction of its own: a grant that was cut off goes
    on when it is repeated. Points repay what is owed first. `announce` is called before
    anything is written; `watch` sees the tally grow.

    Raises PermissionDenied without loyalty.adjust_points, InvalidGrant, EndsByTime,
    InvalidPoints, and ReferenceReused when the occasion gave other points before.
    """
    if not actor.has_perm("loyalty.adjust_points"):
        raise PermissionDenied
    terms = _read(terms)
    expires_at = _expires_at(terms, granted_at)
    if commit:
        announce()
    # Nobody gives to the own account: a colleague's run of the occasion reaches it.
    remaining, tally = (pk for pk in member_ids if pk != actor.pk), Tally()
    while ids := list(islice(remaining, chunk)):
        if commit:
            tally += _give(ids, terms, expires_at, actor, granted_at)
        else:
            tally += _look(ids, terms)
        watch(tally)
    return tally


def everybody(*, chunk: int = CHUNK) -> Iterator[int]:
    """Every member there is when their turn comes, in the order of keys."""
    last = 0
    accounts = Account.objects.filter(closed_at=None).order_by("pk")
    while ids := list(
        accounts.filter(pk__gt=last).values_list("pk", flat=True)[:chunk]
    ):
        yield from ids
        last = ids[-1]


def _read(terms: Grant) -> Grant:
    valid_points(terms.points)
    return replace(
        terms,
        occasion=_line(terms.occasion, LONGEST_OCCASION),
        reason=_line(terms.reason, LONGEST_REASON),
    )


def _line(text: str, longest: int) -> str:
    read = one_line_that_says_something(text, longest=longest)
    if read is None:
        raise InvalidGrant(text)
    return read


def _expires_at(terms: Grant, at: datetime) -> datetime:
    if terms.expires_at is None:
        return expires_like_earned(at)
    law = laws().get(policy.current_rule(at=at).law)
    if law is not None and not law.may_end_by_time:
        raise EndsByTime(law.name)
    if not at < terms.expires_at <= expiry.latest(at):
        raise InvalidGrant(terms.expires_at)
    return terms.expires_at


def _look(ids: list[int], terms: Grant) -> Tally:
    earlier = Posting.objects.filter(
        account_id__in=ids, kind=Posting.Kind.ACCRUAL, reference=terms.reference
    )
    if earlier.exclude(why__params__points=terms.points).exists():
        raise ReferenceReused(terms.occasion)
    known = set(earlier.values_list("account_id", flat=True))
    fresh = Account.objects.filter(pk__in=ids, closed_at=None).exclude(pk__in=known)
    given = fresh.count()
    return Tally(given, len(known), len(set(ids)) - len(known) - given)


@transaction.atomic
def _give(
    ids: list[int], terms: Grant, expires_at: datetime, actor: Actor, at: datetime
) -> Tally:
    why = granted(occasion=terms.occasion, points=terms.points, reason=terms.reason)
    accruals = [
        Accrual(
            member_id=member_id,
            points=terms.points,
            reference=terms.reference,
            why=why,
            expires_at=expires_at,
        )
        for member_id in sorted(set(ids))
    ]
    accrued = accrue_each(accruals, at=at, actor_id=actor.pk)
    if accrued.reused:
        raise ReferenceReused(terms.occasion)
    return Tally(accrued.posted, accrued.known, len(accrued.not_members))
