"""Decide on a campaign: one person asks for it, another says yes or no, or ends it.

The tables hold the same rules (ledger/guards.sql), whoever writes to them.
"""

import re
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from loyalty import ledger
from loyalty.campaigns.checking import opens_after
from loyalty.campaigns.drafting import (
    DRAFT,
    CampaignEnded,
    check_goes_on,
    newest_of,
)
from loyalty.campaigns.states import steps_of, terms
from loyalty.models import BudgetSlot, CampaignStep, CampaignVersion
from loyalty.people import Actor
from loyalty.why import ReasonMissing, valid_reason

__all__ = [
    "AlreadyDecided",
    "BudgetSpent",
    "CampaignEnded",
    "NamedAsCopy",
    "NeverOpens",
    "NotApproved",
    "NotNewest",
    "NotSubmitted",
    "ReasonMissing",
    "SamePerson",
    "approve_campaign",
    "end_campaign",
    "submit_campaign",
    "turn_campaign_down",
]

APPROVE = "loyalty.approve_campaign"
Kind = CampaignStep.Kind
_OF_A_COPY = re.compile(r"[(（]\s*(copy|副本)\s*[)）]\s*$", re.IGNORECASE)


class NotNewest(Exception):
    """Another version was written since: that of the number `args[0]`."""


class NamedAsCopy(Exception):
    """Members would read that it is a copy: it has the name that a copy begins with."""


class NotSubmitted(Exception):
    """Nobody has asked for a decision on this version."""


class AlreadyDecided(Exception):
    """The version was approved, or turned down, before."""


class SamePerson(Exception):
    """Whoever wrote or submitted a campaign cannot approve it."""


class NeverOpens(Exception):
    """It would have ended before anybody could earn by it: at `args[0]`."""


class NotApproved(Exception):
    """Only what somebody has approved can be ended."""


class BudgetSpent(Exception):
    """More than the new budget was given already: so many points, `args[0]`.

    None says that the campaign has a budget, or none, since it began.
    """


def submit_campaign(
    *, version: CampaignVersion, actor: Actor, submitted_at: datetime
) -> CampaignStep:
    """Ask for a second person's decision; repeating it changes nothing.

    Raises PermissionDenied without loyalty.draft_campaign, CampaignEnded, NotNewest,
    NamedAsCopy, NeverOpens.
    """
    _require(actor, DRAFT)
    check_goes_on(version.campaign_id)
    if submitted := version.steps.filter(kind=Kind.SUBMITTED).first():
        return submitted
    newest = newest_of(version.campaign_id)
    if newest.number != version.number:
        raise NotNewest(newest.number)
    if any(map(_OF_A_COPY.search, (version.name_en, version.name_zh_hans))):
        raise NamedAsCopy(version.pk)
    if not opens_after(version, submitted_at):
        raise NeverOpens(version.ends_at)
    return _take(version, Kind.SUBMITTED, actor, submitted_at)


def approve_campaign(
    *, version: CampaignVersion, actor: Actor, approved_at: datetime
) -> CampaignStep:
    """Let the campaign hold from its start on, and fill its budget.

    Of a later version, the budget has what it is more than before: what was given stays
    given. Raises PermissionDenied without loyalty.approve_campaign, CampaignEnded,
    NotSubmitted, AlreadyDecided, SamePerson, NeverOpens, BudgetSpent.
    """
    _require(actor, APPROVE)
    check_goes_on(version.campaign_id)
    steps = _undecided(version)
    if actor.pk in (version.author_id, steps[Kind.SUBMITTED].actor_id):
        raise SamePerson(actor.pk)
    if not opens_after(version, approved_at):
        raise NeverOpens(version.ends_at)
    _check_budget(version)
    return _take(version, Kind.APPROVED, actor, approved_at)


def turn_campaign_down(
    *, version: CampaignVersion, actor: Actor, turned_down_at: datetime, reason: str
) -> CampaignStep:
    """Say no, and why; whoever wrote it may write another version.

    Raises PermissionDenied without loyalty.approve_campaign, NotSubmitted,
    AlreadyDecided, ReasonMissing.
    """
    _require(actor, APPROVE)
    _undecided(version)
    return _take(
        version, Kind.TURNED_DOWN, actor, turned_down_at, note=valid_reason(reason)
    )


@transaction.atomic
def end_campaign(
    *, campaign_id: int, actor: Actor, ended_at: datetime, reason: str
) -> list[CampaignStep]:
    """Let nobody earn by it any more who orders from now on, in whichever version.

    Who has ordered before earns what was promised. Repeating it changes nothing.
    Raises PermissionDenied without loyalty.approve_campaign, ReasonMissing,
    NotApproved.
    """
    _require(actor, APPROVE)
    note = valid_reason(reason)
    versions = CampaignVersion.objects.filter(campaign_id=campaign_id)
    approved = terms(versions.prefetch_related("steps"))
    if not approved:
        raise NotApproved(campaign_id)
    return [
        _take(term.version, Kind.ENDED, actor, ended_at, note=note)
        for term in approved
        if not term.is_over(ended_at) and Kind.ENDED not in steps_of(term.version)
    ]


def _require(actor: Actor, permission: str) -> None:
    if not actor.has_perm(permission):
        raise PermissionDenied(permission)


def _undecided(version: CampaignVersion) -> dict[str, CampaignStep]:
    steps = {step.kind: step for step in version.steps.all()}
    if Kind.SUBMITTED not in steps:
        raise NotSubmitted(version.pk)
    if len(steps) > 1:
        raise AlreadyDecided(version.pk)
    return steps


def _check_budget(version: CampaignVersion) -> None:
    """Raise BudgetSpent where the ledger would not fund the version."""
    before = (
        CampaignVersion.objects.filter(
            campaign_id=version.campaign_id,
            number__lt=version.number,
            steps__kind=Kind.APPROVED,
        )
        .order_by("-number")
        .first()
    )
    if before is None:
        return
    if before.budget is None or version.budget is None:
        if before.budget != version.budget:
            raise BudgetSpent(None)
        return
    slots = BudgetSlot.objects.filter(campaign_id=version.campaign_id)
    spent = before.budget - sum(slots.values_list("points", flat=True))
    if spent > version.budget:
        raise BudgetSpent(spent)


def _take(
    version: CampaignVersion,
    kind: Kind,
    actor: Actor,
    taken_at: datetime,
    note: str = "",
) -> CampaignStep:
    try:
        with transaction.atomic():
            step = ledger.take_campaign_step(
                version_id=version.pk,
                kind=kind,
                actor_id=actor.pk,
                at=taken_at,
                note=note,
            )
    except IntegrityError as error:
        raise AlreadyDecided(version.pk) from error
    return CampaignStep.objects.select_related("version").get(pk=step)
