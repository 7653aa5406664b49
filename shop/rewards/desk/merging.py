"""Propose, approve or turn down the merge of two accounts of one person.

Two people are needed: the programme and the tables see to it. Each use case writes
one entry into the log, however often it is repeated.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from loyalty import merging
from shop.audit.once import record_once, recorded
from shop.audit.record import record
from shop.rewards import standing
from shop.users.models import User


@transaction.atomic
def propose_merge(
    *, closing: User, surviving: User, reason: str, actor: User, proposed_at: datetime
) -> merging.MergeProposal:
    """Propose to close one account into another; another person decides.

    Raises what `loyalty.merging.propose_merge` raises.
    """
    proposal = merging.propose_merge(
        closing=closing,
        surviving=surviving,
        reason=reason,
        actor=actor,
        proposed_at=proposed_at,
    )
    # The proposal's key keeps everybody else away.
    record_once(
        once="proposal", **_entry("merge.propose", proposal, actor, proposed_at)
    )
    return proposal


@transaction.atomic
def withdraw_merge(
    *, proposal_id: int, actor: User, withdrawn_at: datetime
) -> merging.MergeProposal:
    """Take a proposal back, or turn it down.

    Raises what `loyalty.merging.withdraw_proposal` raises.
    """
    proposal = merging.withdraw_proposal(
        proposal_id=proposal_id, actor=actor, withdrawn_at=withdrawn_at
    )
    # So does its lock.
    record_once(
        once="proposal", **_entry("merge.withdraw", proposal, actor, withdrawn_at)
    )
    return proposal


@transaction.atomic
def approve_merge(
    *, proposal_id: int, actor: User, approved_at: datetime
) -> merging.Merge:
    """Merge the accounts of a proposal.

    Its member signs in with the surviving account from now on. Staff keep the
    account they work with. Raises what `loyalty.merging.approve_merge` raises.
    """
    merge = merging.approve_merge(
        proposal_id=proposal_id, actor=actor, approved_at=approved_at
    )
    proposal = merging.MergeProposal.objects.get(pk=proposal_id)
    entry = _entry("merge.approve", proposal, actor, approved_at)
    if not recorded(
        action=entry["action"], subject=entry["subject"], proposal=proposal.pk
    ):
        entry["after"]["can_sign_in"] = _end_sign_in(merge.pk)
        standing.reckon(keys=[merge.pk], at=approved_at)
        record(**entry)
    return merge


def _end_sign_in(closed: int) -> bool:
    """Whether the person of the closed account can still sign in with it."""
    User.objects.filter(pk=closed, is_staff=False, is_superuser=False).update(
        is_active=False
    )
    return User.objects.filter(pk=closed, is_active=True).exists()


def _entry(
    action: str, proposal: merging.MergeProposal, actor: User, at: datetime
) -> dict[str, Any]:
    return {
        "actor": actor,
        "action": action,
        "subject": f"member:{proposal.closing_id}",
        "recorded_at": at,
        "after": {"proposal": proposal.pk, "merged_into": proposal.surviving_id},
        "reason": proposal.reason,
    }
