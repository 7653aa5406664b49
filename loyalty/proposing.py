"""Adjustments that nobody makes alone: one proposes, another approves or turns down."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from loyalty import ledger
from loyalty.adjustment import (
    PERMISSION,
    AccountClosed,
    InvalidPoints,
    NotEnoughPoints,
    OwnAccount,
    ReasonMissing,
    ReferenceReused,
    expires_like_earned,
    may_adjust,
    valid_change,
)
from loyalty.ledger import NotAllowed, NotAMember
from loyalty.models import Posting, ProposedAdjustment
from loyalty.people import Actor, Key, Person
from loyalty.why import adjusted, valid_reason

__all__ = [
    "AccountClosed",
    "AlreadyApproved",
    "InvalidPoints",
    "NotAMember",
    "NotAllowed",
    "NotEnoughPoints",
    "OwnAccount",
    "ProposalWithdrawn",
    "ProposedAdjustment",
    "ReasonMissing",
    "ReferenceReused",
    "SamePerson",
    "approve_adjustment",
    "open_proposals",
    "propose_adjustment",
    "withdraw_proposal",
]


class SamePerson(Exception):
    """Whoever proposed an adjustment cannot approve it."""


class ProposalWithdrawn(Exception):
    """The proposal was taken back, or turned down."""


class AlreadyApproved(Exception):
    """The points were adjusted as it was proposed."""


@transaction.atomic
def propose_adjustment(
    *,
    member: Person,
    points: int,
    reference: str,
    reason: str,
    actor: Actor,
    proposed_at: datetime,
) -> ProposedAdjustment:
    """Propose to give or take points; repeating it returns the first proposal.

    Raises PermissionDenied without loyalty.adjust_points, OwnAccount, ReasonMissing,
    InvalidPoints, NotAMember, AccountClosed, ReferenceReused.
    """
    may_adjust(actor, member)
    said = {
        "account_id": member.pk,
        "points": valid_change(points),
        "reason": valid_reason(reason),
        "proposed_by_id": actor.pk,
    }
    ledger.require_open(member)
    proposal, _new = ProposedAdjustment.objects.get_or_create(
        reference=reference, defaults={**said, "proposed_at": proposed_at}
    )
    if any(getattr(proposal, name) != value for name, value in said.items()):
        raise ReferenceReused(proposal.pk)
    return proposal


def approve_adjustment(
    *, proposal_id: int, actor: Actor, approved_at: datetime
) -> Posting:
    """Adjust as it was proposed; repeating it returns the posting.

    Raises PermissionDenied without loyalty.adjust_points,
    ProposedAdjustment.DoesNotExist, ProposalWithdrawn, SamePerson, OwnAccount,
    NotEnoughPoints, AccountClosed, ReferenceReused.
    """
    proposal = ProposedAdjustment.objects.get(pk=proposal_id)
    may_adjust(actor, Key(proposal.account_id))
    return ledger.post(
        "adjust_as_proposed",
        {
            "no-proposal": ProposedAdjustment.DoesNotExist,
            "withdrawn": ProposalWithdrawn,
            "same-person": SamePerson,
            "not-enough": NotEnoughPoints,
        },
        proposal=proposal_id,
        approver=actor.pk,
        at=approved_at,
        why=adjusted(reason=proposal.reason).stored(),
        expires=expires_like_earned(approved_at),
    )


@transaction.atomic
def withdraw_proposal(
    *, proposal_id: int, actor: Actor, withdrawn_at: datetime
) -> ProposedAdjustment:
    """Take a proposal back, or turn it down; repeating it changes nothing.

    Raises PermissionDenied without loyalty.adjust_points, OwnAccount,
    ProposedAdjustment.DoesNotExist, AlreadyApproved.
    """
    if not actor.has_perm(PERMISSION):
        raise PermissionDenied(PERMISSION)
    proposal = ProposedAdjustment.objects.select_for_update().get(pk=proposal_id)
    may_adjust(actor, Key(proposal.account_id))
    if proposal.posting_version is not None:
        raise AlreadyApproved(proposal_id)
    if proposal.withdrawn_at is None:
        proposal.withdrawn_at = withdrawn_at
        proposal.save(update_fields=["withdrawn_at"])
    return proposal


def open_proposals() -> QuerySet[ProposedAdjustment]:
    """Return the proposals that can still be decided on, the oldest first."""
    return (
        ProposedAdjustment.objects.filter(withdrawn_at=None, posting_version=None)
        .select_related("account__member", "proposed_by")
        .order_by("pk")
    )
