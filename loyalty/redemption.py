"""Set points aside for an order, then redeem or release them."""

from datetime import datetime

from loyalty import ledger
from loyalty.ledger import AccountClosed, ReferenceReused
from loyalty.ledger.many import CHUNK, Watch, sweep, unwatched
from loyalty.models import Hold, Posting
from loyalty.people import Person
from loyalty.points import InvalidPoints, valid_points
from loyalty.why import Why

__all__ = [
    "AccountClosed",
    "AccountFrozen",
    "HoldHasLapsed",
    "HoldWasCaptured",
    "HoldWasReleased",
    "InvalidPoints",
    "NoSuchHold",
    "NotEnoughPoints",
    "PointsOwed",
    "ReferenceReused",
    "capture_hold",
    "hold_points",
    "lapse_holds",
    "release_hold",
]


class NotEnoughPoints(Exception):
    """The member has fewer points to spend: `args[0]` of them."""


class PointsOwed(Exception):
    """The member owes `args[0]` points, which must be earned before redeeming."""


class AccountFrozen(Exception):
    """Redemptions of this account are stopped."""


class NoSuchHold(Exception):
    """Nothing was set aside under that reference."""


class HoldHasLapsed(Exception):
    """The time of the hold was up: its points are free again."""


class HoldWasReleased(Exception):
    """The points of the hold were released."""


class HoldWasCaptured(Exception):
    """The points of the hold were redeemed."""


def hold_points(
    *,
    member: Person,
    points: int,
    reference: str,
    held_at: datetime,
    lapses_at: datetime,
    why: Why,
) -> Posting:
    """Set points aside for an order that is being placed, until `lapses_at`.

    Repeating a call with the same `reference` returns the first hold, so a
    retried request is harmless; it does not revive a hold that has ended.

    Raises InvalidPoints, NotEnoughPoints, PointsOwed, AccountFrozen,
    AccountClosed, ReferenceReused.
    """
    return ledger.post(
        "hold",
        {
            "not-enough": NotEnoughPoints,
            "owed": PointsOwed,
            "frozen": AccountFrozen,
        },
        member=member.pk,
        points=valid_points(points),
        reference=reference,
        at=held_at,
        why=why.stored(),
        lapses=lapses_at,
    )


def capture_hold(
    *, member: Person, reference: str, captured_at: datetime, why: Why
) -> Posting:
    """Redeem the points held under `reference`, once.

    A hold survives the expiry of its points: what was set aside in time may be
    redeemed.

    Raises NoSuchHold, HoldHasLapsed, HoldWasReleased.
    """
    return ledger.post(
        "capture",
        {
            "no-such-hold": NoSuchHold,
            "hold-lapsed": HoldHasLapsed,
            "hold-released": HoldWasReleased,
        },
        member=member.pk,
        reference=reference,
        at=captured_at,
        why=why.stored(),
    )


def release_hold(
    *, member: Person, reference: str, released_at: datetime, why: Why
) -> Posting:
    """Free the points held under `reference`, once, into the lots they came from.

    A hold that lapsed is free already: its lapse is returned.

    Raises NoSuchHold, HoldWasCaptured.
    """
    return ledger.post(
        "release",
        {"no-such-hold": NoSuchHold, "hold-captured": HoldWasCaptured},
        member=member.pk,
        reference=reference,
        at=released_at,
        why=why.stored(),
    )


def lapse_holds(*, at: datetime, chunk: int = CHUNK, watch: Watch = unwatched) -> int:
    """Book the holds whose time is up, chunk by chunk; can be stopped and repeated.

    Changes no balance as `loyalty.reading` reads it. Returns the number of postings.
    """
    due = Hold.objects.filter(open=True, lapses_at__lte=at)
    return sweep(due, by="lapses_at", at=at, chunk=chunk, watch=watch)
