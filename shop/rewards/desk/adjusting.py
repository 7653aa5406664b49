"""Correct a member's points by hand: within limits alone, beyond them with a second.

Each use case writes one entry into the log, however often it is repeated.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from loyalty import adjustment, proposing, reading
from shop.audit.once import record_once
from shop.users.models import User

ACTION = "points.adjust"


@transaction.atomic
def adjust_points(
    *,
    member: User,
    points: int,
    reason: str,
    reference: str,
    actor: User,
    adjusted_at: datetime,
) -> adjustment.Posting:
    """Give points (`points` > 0) or take them away.

    Repeating the `reference` changes nothing and returns the first posting.
    Raises what `loyalty.adjustment.adjust` raises: AboveCeiling and BudgetSpent where
    a second person has to agree.
    """
    before = reading.balance(member=member, at=adjusted_at)
    posting = adjustment.adjust(
        member=member,
        points=points,
        reference=_posted_as(reference),
        reason=reason,
        actor=actor,
        adjusted_at=adjusted_at,
    )
    _record_posting(posting, before, reference=reference, points=points, actor=actor)
    return posting


@transaction.atomic
def propose_adjustment(
    *,
    member: User,
    points: int,
    reason: str,
    reference: str,
    actor: User,
    proposed_at: datetime,
) -> proposing.ProposedAdjustment:
    """Propose what the actor may not do alone; another person decides.

    Raises what `loyalty.proposing.propose_adjustment` raises.
    """
    proposal = proposing.propose_adjustment(
        member=member,
        points=points,
        reference=_posted_as(reference),
        reason=reason,
        actor=actor,
        proposed_at=proposed_at,
    )
    # The proposal's key keeps everybody else away.
    _record("points.propose", proposal, actor, proposed_at)
    return proposal


@transaction.atomic
def approve_adjustment(
    *, proposal_id: int, actor: User, approved_at: datetime
) -> adjustment.Posting:
    """Adjust as another person proposed.

    Raises what `loyalty.proposing.approve_adjustment` raises.
    """
    proposal = proposing.ProposedAdjustment.objects.get(pk=proposal_id)
    before = reading.balance(member=proposal.account.member, at=approved_at)
    posting = proposing.approve_adjustment(
        proposal_id=proposal_id, actor=actor, approved_at=approved_at
    )
    _record_posting(
        posting,
        before,
        reference=proposal.reference.removeprefix(_posted_as("")),
        points=proposal.points,
        actor=actor,
        proposal=proposal.pk,
    )
    return posting


@transaction.atomic
def decline_adjustment(
    *, proposal_id: int, actor: User, declined_at: datetime
) -> proposing.ProposedAdjustment:
    """Turn a proposal down, or take the own one back.

    Raises what `loyalty.proposing.withdraw_proposal` raises.
    """
    proposal = proposing.withdraw_proposal(
        proposal_id=proposal_id, actor=actor, withdrawn_at=declined_at
    )
    # So does its lock.
    _record("points.decline", proposal, actor, declined_at)
    return proposal


def _posted_as(reference: str) -> str:
    return f"staff:{reference}"


def _record_posting(
    posting: adjustment.Posting,
    before: reading.Balance,
    *,
    reference: str,
    points: int,
    actor: User,
    **more: Any,
) -> None:
    """The posting holds the account's lock."""
    record_once(
        once="reference",
        actor=actor,
        action=ACTION,
        subject=f"member:{posting.account_id}",
        recorded_at=posting.occurred_at,
        before={"available": before.available, "owed": before.owed},
        after={
            "available": posting.available_after,
            "owed": posting.owed_after,
            "points": points,
            "reference": reference,
            **more,
        },
        reason=posting.reason,
    )


def _record(
    action: str, proposal: proposing.ProposedAdjustment, actor: User, at: datetime
) -> None:
    record_once(
        once="proposal",
        actor=actor,
        action=action,
        subject=f"member:{proposal.account_id}",
        recorded_at=at,
        after={"proposal": proposal.pk, "points": proposal.points},
        reason=proposal.reason,
    )
