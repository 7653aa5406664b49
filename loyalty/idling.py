"""End points by their member's inactivity: announced 30 to 60 days before, or never.

Nothing here happens by time alone: what nobody announced, or nobody ended, stays.
"""

from datetime import datetime

from django.conf import settings

from loyalty import ledger
from loyalty.ledger import AccountClosed, ReferenceReused
from loyalty.ledger.many import Progress, Watch, unwatched
from loyalty.models import Posting
from loyalty.people import Key, Person
from loyalty.reading import idle_members
from loyalty.why import announced

__all__ = [
    "AccountClosed",
    "NotAnnounced",
    "NothingEnds",
    "OutsideWindow",
    "ReferenceReused",
    "WasActive",
    "announce",
    "end",
    "end_due",
]


class OutsideWindow(Exception):
    """It is not told 30 to 60 days before, and now."""


class NotAnnounced(Exception):
    """No end that was announced has come."""


class WasActive(Exception):
    """The member has ordered or earned since the end was announced."""


class NothingEnds(Exception):
    """The member has no points whose months without anything are over then."""


def announce(*, member: Person, until: datetime, announced_at: datetime) -> Posting:
    """Write down that the member is told: idle points end at `until`, unless they act.

    Call it in the transaction that tells them. Repeating it changes nothing.

    Raises OutsideWindow, NothingEnds, AccountClosed.
    """
    return ledger.post(
        "announce",
        {"outside-window": OutsideWindow, "nothing-ends": NothingEnds},
        member=member.pk,
        reference=f"idle:{until.isoformat()}",
        at=announced_at,
        why=announced().stored(),
        expires=until,
        zone=settings.TIME_ZONE,
    )


def end(*, member: Person, at: datetime) -> Posting:
    """End the points whose end was announced and has come. Once, when repeated.

    Raises NotAnnounced, WasActive, NothingEnds, AccountClosed.
    """
    return ledger.post(
        "end_idle",
        {
            "not-announced": NotAnnounced,
            "was-active": WasActive,
            "nothing-ends": NothingEnds,
        },
        member=member.pk,
        at=at,
        zone=settings.TIME_ZONE,
    )


def end_due(*, at: datetime, watch: Watch = unwatched) -> int:
    """End what was announced for everybody; return how many members had such points.

    Can be stopped and repeated: each member is a posting of their own.
    """
    keys = idle_members(until=at, announced=True)
    ended = 0
    for looked_at, key in enumerate(keys, start=1):
        try:
            end(member=Key(key), at=at)
        except (NotAnnounced, WasActive, NothingEnds, AccountClosed):
            continue  # somebody did something meanwhile
        ended += 1
        watch(Progress(looked_at, len(keys), ended))
    return ended
