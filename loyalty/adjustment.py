"""Correct a balance by hand, with a reason and a name."""

from datetime import datetime

from django.core.exceptions import PermissionDenied

from loyalty import expiry, ledger, policy
from loyalty.ledger import AccountClosed, ReferenceReused
from loyalty.models import Posting
from loyalty.people import Actor, Person
from loyalty.points import InvalidPoints, valid_points
from loyalty.redemption import NotEnoughPoints
from loyalty.why import ReasonMissing, adjusted, valid_reason

__all__ = [
    "AccountClosed",
    "InvalidPoints",
    "NotEnoughPoints",
    "ReasonMissing",
    "ReferenceReused",
    "adjust",
]


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

    Raises PermissionDenied without loyalty.adjust_points, ReasonMissing,
    InvalidPoints, NotEnoughPoints, AccountClosed, ReferenceReused.
    """
    if not actor.has_perm("loyalty.adjust_points"):
        raise PermissionDenied
    reason = valid_reason(reason)
    valid_points(abs(points) if type(points) is int else points)
    if expires_at is None:
        months = policy.current_rule(at=adjusted_at).expiry_months
        expires_at = expiry.expires_at(adjusted_at, months)
    return ledger.post(
        "adjust",
        {"not-enough": NotEnoughPoints},
        member=member.pk,
        points=points,
        reference=reference,
        at=adjusted_at,
        why=adjusted(reason=reason).stored(),
        reason=reason,
        actor=actor.pk,
        expires=expires_at,
    )
