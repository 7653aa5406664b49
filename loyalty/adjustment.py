"""Correct a balance by hand, with a reason and a name, within what one may do alone."""

from datetime import datetime

from django.core.exceptions import PermissionDenied

from loyalty import expiry, ledger, policy
from loyalty.ledger import AccountClosed, ReferenceReused
from loyalty.models import Posting
from loyalty.people import Actor, OwnAccount, Person
from loyalty.points import InvalidPoints, valid_points
from loyalty.redemption import NotEnoughPoints
from loyalty.why import ReasonMissing, adjusted, valid_reason

__all__ = [
    "AboveCeiling",
    "AccountClosed",
    "BudgetSpent",
    "InvalidPoints",
    "NotEnoughPoints",
    "OwnAccount",
    "ReasonMissing",
    "ReferenceReused",
    "adjust",
]

PERMISSION = "loyalty.adjust_points"


class AboveCeiling(Exception):
    """More than `args[0]` points at once: a second person has to agree."""


class BudgetSpent(Exception):
    """`args[0]` points are left for this month: a second person has to agree."""


def adjust(
    *,
    member: Person,
    points: int,
    reference: str,
    reason: str,
    actor: Actor,
    adjusted_at: datetime,
    expires_at: datetime | None = None,
) -> Posting:
    """Give points (they make a lot) or take available ones (never below zero).

    Given points repay what is owed first, and without `expires_at` expire like
    points earned now.

    Raises PermissionDenied without loyalty.adjust_points, OwnAccount, ReasonMissing,
    InvalidPoints, AboveCeiling, BudgetSpent, NotEnoughPoints, AccountClosed,
    ReferenceReused.
    """
    may_adjust(actor, member)
    reason = valid_reason(reason)
    valid_change(points)
    if expires_at is None:
        expires_at = expires_like_earned(adjusted_at)
    return ledger.post(
        "adjust",
        {
            "not-enough": NotEnoughPoints,
            "above-ceiling": AboveCeiling,
            "budget-spent": BudgetSpent,
        },
        member=member.pk,
        points=points,
        reference=reference,
        at=adjusted_at,
        why=adjusted(reason=reason).stored(),
        reason=reason,
        actor=actor.pk,
        expires=expires_at,
    )


def may_adjust(actor: Actor, member: Person) -> None:
    if not actor.has_perm(PERMISSION):
        raise PermissionDenied(PERMISSION)
    if actor.pk == member.pk:
        raise OwnAccount(actor.pk)


def valid_change(points: int) -> int:
    """Return points given or, below zero, taken; raises InvalidPoints."""
    valid_points(abs(points) if type(points) is int else points)
    return points


def expires_like_earned(at: datetime) -> datetime:
    """Return until when points last that are given now, for whatever they are given."""
    return expiry.granted_until(policy.current_rule(at=at).validity, at=at)
