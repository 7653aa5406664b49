"""Undo, after a return, what an order redeemed and what it earned.

Points that come back settle what was taken, whichever comes first.
"""

from datetime import datetime

from loyalty import ledger, policy, reading
from loyalty.earning import NoSuchAccrual
from loyalty.expiry import expires_after_days
from loyalty.ledger import ReferenceReused
from loyalty.models import Posting
from loyalty.people import Person
from loyalty.points import InvalidPoints, valid_points
from loyalty.why import Why

__all__ = [
    "InvalidPoints",
    "MoreThanEarned",
    "MoreThanRedeemed",
    "NoSuchAccrual",
    "NoSuchRedemption",
    "ReferenceReused",
    "TooEarly",
    "foresee_give_back",
    "give_back",
    "grace_until",
    "revoke",
]


# However late a return is, no grace lasts longer after the points were used.
GRACE_ENDS_DAYS = 365


class NoSuchRedemption(Exception):
    """The member redeemed nothing under that reference."""


class MoreThanRedeemed(Exception):
    """Only `args[0]` of the redeemed points were not given back yet."""


class MoreThanEarned(Exception):
    """Only `args[0]` of the earned points were not taken back yet."""


class TooEarly(Exception):
    """It would come before what it undoes, or long before it is told."""


def give_back(
    *,
    member: Person,
    redemption_reference: str,
    points: int,
    reference: str,
    given_back_at: datetime,
    why: Why,
    with_grace: bool = True,
) -> Posting:
    """Return redeemed points into the lots they came from, with their dates.

    Points of lots that have expired meanwhile live for the days of grace that the
    rule in force states, each lot once and only `with_grace`, and not beyond
    GRACE_ENDS_DAYS after they were used; otherwise they stay expired. What is owed
    they repay first, and what stood in for them goes back in their place: of two
    returns the order decides neither whether the member's points are blocked nor which
    are left.

    What comes back to a closed account moves on to the one it was merged into.

    Raises InvalidPoints, NoSuchRedemption, MoreThanRedeemed, TooEarly, ReferenceReused.
    """
    return ledger.post(
        "give_back",
        {
            "no-such-redemption": NoSuchRedemption,
            "more-than-redeemed": MoreThanRedeemed,
            "too-early": TooEarly,
        },
        member=member.pk,
        redemption=redemption_reference,
        points=valid_points(points),
        reference=reference,
        at=given_back_at,
        why=why.stored(),
        grace=grace_until(member, redemption_reference, given_back_at)
        if with_grace
        else None,
    )


def foresee_give_back(
    *,
    member: Person,
    redemption_reference: str,
    points: int,
    at: datetime,
    with_grace: bool = True,
) -> reading.Freed:
    """Return what `give_back` would come to, if it came now. Writes nothing."""
    return reading.would_come_back(
        member=member,
        reference=redemption_reference,
        points=points,
        at=at,
        grace_until=grace_until(member, redemption_reference, at)
        if with_grace
        else None,
    )


def grace_until(member: Person, reference: str, at: datetime) -> datetime | None:
    """Return until when expired points would live again; None where they do not."""
    redeemed = reading.redeemed(member=member, reference=reference)
    if redeemed is None:
        return None
    days = policy.current_rule(at=at).validity.grace_days
    end = expires_after_days(redeemed.posting.occurred_at, GRACE_ENDS_DAYS)
    return min(expires_after_days(at, days), end) if at < end else None


def revoke(
    *,
    member: Person,
    accrual_reference: str,
    points: int,
    reference: str,
    revoked_at: datetime,
    why: Why,
) -> Posting:
    """Take earned points back: pending ones, then their own lot, then others.

    What the member no longer has is owed: repaid by what is earned later, and
    nothing can be redeemed until then. Of a closed account, the account it was
    merged into pays.

    Of an accrual by shares, those of `why` say how much is taken of which; what came
    out of a campaign's budget goes back into it.

    Raises InvalidPoints, NoSuchAccrual, MoreThanEarned, TooEarly, ReferenceReused.
    """
    return ledger.post(
        "revoke",
        {
            "no-such-accrual": NoSuchAccrual,
            "more-than-earned": MoreThanEarned,
            "too-early": TooEarly,
        },
        member=member.pk,
        accrual=accrual_reference,
        points=valid_points(points),
        reference=reference,
        at=revoked_at,
        why=why.stored(),
        shares=why.shares,
    )
