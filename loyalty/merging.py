"""Merge two accounts of one person: one proposes, another approves, one closes.

The only way for points from one account to another. Both histories stay; what comes
back to the closed account later moves on. Points keep their last day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from loyalty import ledger, reading
from loyalty.adjustment import ReasonMissing
from loyalty.ledger import AccountClosed, NotAMember
from loyalty.models import Merge, MergeProposal
from loyalty.people import Actor, Key, OwnAccount, Person
from loyalty.reading import Balance
from loyalty.redemption import AccountFrozen
from loyalty.why import valid_reason

__all__ = [
    "AccountClosed",
    "AccountFrozen",
    "AlreadyProposed",
    "Merge",
    "MergeProposal",
    "NotAMember",
    "OwnAccount",
    "PointsHeld",
    "PointsPending",
    "Preview",
    "ProposalWithdrawn",
    "ReasonMissing",
    "SameAccount",
    "SamePerson",
    "approve_merge",
    "forerunners",
    "heirs",
    "merge_of",
    "merges_into",
    "open_proposals",
    "preview",
    "propose_merge",
    "successors",
    "withdraw_proposal",
]

PERMISSION = "loyalty.merge_accounts"


class SameAccount(ValueError):
    """An account cannot be merged into itself."""


class AlreadyProposed(Exception):
    """Proposal `args[0]` about the closing account waits for a decision."""


class ProposalWithdrawn(Exception):
    """The proposal was taken back."""


class SamePerson(Exception):
    """Whoever proposed a merge cannot approve it."""


class PointsHeld(Exception):
    """`args[0]` points of the closing account are set aside for orders."""


class PointsPending(Exception):
    """`args[0]` points of the closing account are not spendable yet."""


@dataclass(frozen=True)
class Preview:
    """Both balances as they are, and the surviving one as it would be."""

    closing: Balance
    surviving: Balance

    @property
    def has_to_wait(self) -> bool:
        """Whether a merge would be refused as the closing account stands."""
        closing = self.closing
        return closing.frozen or closing.held > 0 or closing.pending > 0

    @property
    def result(self) -> Balance:
        """Arriving points repay what is owed; arriving debts take what is there."""
        repaid = min(self.surviving.owed, self.closing.available)
        available = self.surviving.available + self.closing.available - repaid
        settled = min(available, self.closing.owed)
        return replace(
            self.surviving,
            available=available - settled,
            owed=self.surviving.owed - repaid + self.closing.owed - settled,
        )


@transaction.atomic
def propose_merge(
    *,
    closing: Person,
    surviving: Person,
    reason: str,
    actor: Actor,
    proposed_at: datetime,
) -> MergeProposal:
    """Propose to close one account and move what is on it to another one.

    Repeating an open proposal returns it. Raises PermissionDenied without
    loyalty.merge_accounts, ReasonMissing, SameAccount, OwnAccount, NotAMember,
    AccountClosed, AlreadyProposed.
    """
    _may_decide(actor, closing, surviving)
    reason = valid_reason(reason)
    if closing.pk == surviving.pk:
        raise SameAccount(closing.pk)
    for person in (closing, surviving):
        ledger.require_open(person)
    proposal, new = MergeProposal.objects.get_or_create(
        closing_id=closing.pk,
        withdrawn_at=None,
        defaults={
            "surviving_id": surviving.pk,
            "reason": reason,
            "proposed_by_id": actor.pk,
            "proposed_at": proposed_at,
        },
    )
    if not new and (proposal.surviving_id, proposal.proposed_by_id) != (
        surviving.pk,
        actor.pk,
    ):
        raise AlreadyProposed(proposal.pk)
    return proposal


@transaction.atomic
def withdraw_proposal(
    *, proposal_id: int, actor: Actor, withdrawn_at: datetime
) -> MergeProposal:
    """Take a proposal back, or turn it down; repeating it changes nothing.

    Raises PermissionDenied without loyalty.merge_accounts,
    MergeProposal.DoesNotExist, AccountClosed when the accounts were merged.
    """
    if not actor.has_perm(PERMISSION):
        raise PermissionDenied(PERMISSION)
    proposal = _locked(proposal_id)
    if merge := merge_of(member=Key(proposal.closing_id)):
        raise AccountClosed(merge.into_id)
    if proposal.withdrawn_at is None:
        proposal.withdrawn_at = withdrawn_at
        proposal.save(update_fields=["withdrawn_at"])
    return proposal


@transaction.atomic
def approve_merge(*, proposal_id: int, actor: Actor, approved_at: datetime) -> Merge:
    """Merge the two accounts of a proposal; repeating it returns the merge.

    Raises PermissionDenied without loyalty.merge_accounts,
    MergeProposal.DoesNotExist, ProposalWithdrawn, SamePerson, OwnAccount,
    AccountClosed when one of the accounts was merged otherwise, AccountFrozen,
    PointsHeld, PointsPending.
    """
    proposal = _locked(proposal_id)
    closing, surviving = Key(proposal.closing_id), Key(proposal.surviving_id)
    _may_decide(actor, closing, surviving)
    if proposal.withdrawn_at is not None:
        raise ProposalWithdrawn(proposal_id)
    if proposal.proposed_by_id == actor.pk:
        raise SamePerson(actor.pk)
    ledger.post(
        "merge",
        {
            "frozen": AccountFrozen,
            "held": PointsHeld,
            "pending": PointsPending,
            "no-proposal": MergeProposal.DoesNotExist,
            "withdrawn": ProposalWithdrawn,
            "same-person": SamePerson,
        },
        proposal=proposal_id,
        approver=actor.pk,
        at=approved_at,
    )
    return Merge.objects.get(pk=closing.pk)


def preview(*, closing: Person, surviving: Person, at: datetime) -> Preview:
    """Return what a merge at `at` would do."""
    balances = reading.balances(members=[closing, surviving], at=at)
    return Preview(
        closing=balances.get(closing.pk, Balance()),
        surviving=balances.get(surviving.pk, Balance()),
    )


def open_proposals() -> QuerySet[MergeProposal]:
    """Return the proposals that can still be decided on, the oldest first."""
    return (
        MergeProposal.objects.filter(
            withdrawn_at=None,
            closing__closed_at=None,
            surviving__closed_at=None,
        )
        .select_related("closing__member", "surviving__member", "proposed_by")
        .order_by("pk")
    )


def merge_of(*, member: Person) -> Merge | None:
    """Return the merge that closed this account, if one did."""
    return _merges().filter(pk=member.pk).first()


def merges_into(*, member: Person) -> QuerySet[Merge]:
    """Return the merges that closed other accounts into this one."""
    return _merges().filter(into_id=member.pk).order_by("approved_at", "pk")


def successors(*, member: Person) -> Iterator[Person]:
    """Yield the accounts a closed one was merged into, one after the other."""
    place = Merge.objects.filter(pk=member.pk).first()
    while place is not None:
        yield Key(place.into_id)
        place = Merge.objects.filter(pk=place.into_id).first()


def heirs(*, keys: Iterable[int]) -> dict[int, int]:
    """Return for each account the one where its points have gone: itself, if open."""
    found = {key: key for key in keys}
    while moved := _into(account__in=set(found.values())):
        found = {key: moved.get(place, place) for key, place in found.items()}
    return found


def forerunners(*, keys: Iterable[int]) -> dict[int, int]:
    """Return these accounts, and all that came into them, each with that of `keys`."""
    found = {key: key for key in keys}
    latest = found
    while moved := _into(into__in=set(latest)):
        latest = {key: found[place] for key, place in moved.items()}
        found |= latest
    return found


def _into(**condition: set[int]) -> dict[int, int]:
    return dict(Merge.objects.filter(**condition).values_list("pk", "into_id"))


def _merges() -> QuerySet[Merge]:
    return Merge.objects.select_related(
        "account__member", "into__member", "proposed_by", "approved_by"
    )


def _may_decide(actor: Actor, *people: Person) -> None:
    if not actor.has_perm(PERMISSION):
        raise PermissionDenied(PERMISSION)
    if actor.pk in [person.pk for person in people]:
        raise OwnAccount(actor.pk)


def _locked(proposal_id: int) -> MergeProposal:
    return MergeProposal.objects.select_for_update().get(pk=proposal_id)
