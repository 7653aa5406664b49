"""What staff do with campaigns: each step is written into the log."""

from datetime import datetime
from typing import Any

from django.db import transaction

from loyalty.campaigns import drafting, reviewing
from loyalty.campaigns.reading import CampaignStep, CampaignVersion
from shop.audit.record import record
from shop.users.models import User


@transaction.atomic
def draft_campaign(
    *, actor: User, drafted_at: datetime, **fields: Any
) -> CampaignVersion:
    """Raises what `loyalty.campaigns.drafting.draft_campaign` raises."""
    version = drafting.draft_campaign(actor=actor, drafted_at=drafted_at, **fields)
    _record("campaign.draft", version, actor, drafted_at)
    return version


@transaction.atomic
def revise_campaign(
    *, based_on: CampaignVersion, actor: User, drafted_at: datetime, **fields: Any
) -> CampaignVersion:
    """Raises what `loyalty.campaigns.drafting.revise_campaign` raises."""
    version = drafting.revise_campaign(
        based_on=based_on, actor=actor, drafted_at=drafted_at, **fields
    )
    _record("campaign.draft", version, actor, drafted_at)
    return version


@transaction.atomic
def duplicate_campaign(
    *, version: CampaignVersion, actor: User, drafted_at: datetime, **fields: Any
) -> CampaignVersion:
    """Raises what `loyalty.campaigns.drafting.duplicate_campaign` raises."""
    copy = drafting.duplicate_campaign(
        version=version, actor=actor, drafted_at=drafted_at, **fields
    )
    _record("campaign.draft", copy, actor, drafted_at)
    return copy


@transaction.atomic
def submit_campaign(
    *, version: CampaignVersion, actor: User, submitted_at: datetime
) -> CampaignStep:
    """Raises what `loyalty.campaigns.reviewing.submit_campaign` raises."""
    step = reviewing.submit_campaign(
        version=version, actor=actor, submitted_at=submitted_at
    )
    if step.taken_at == submitted_at:  # else it was submitted before
        _record("campaign.submit", version, actor, submitted_at)
    return step


@transaction.atomic
def approve_campaign(
    *, version: CampaignVersion, actor: User, approved_at: datetime
) -> CampaignStep:
    """Raises what `loyalty.campaigns.reviewing.approve_campaign` raises."""
    step = reviewing.approve_campaign(
        version=version, actor=actor, approved_at=approved_at
    )
    _record("campaign.approve", version, actor, approved_at)
    return step


@transaction.atomic
def turn_campaign_down(
    *, version: CampaignVersion, actor: User, turned_down_at: datetime, reason: str
) -> CampaignStep:
    """Raises what `loyalty.campaigns.reviewing.turn_campaign_down` raises."""
    step = reviewing.turn_campaign_down(
        version=version, actor=actor, turned_down_at=turned_down_at, reason=reason
    )
    _record("campaign.turn-down", version, actor, turned_down_at, step.note)
    return step


@transaction.atomic
def end_campaign(
    *, campaign_id: int, actor: User, ended_at: datetime, reason: str
) -> list[CampaignStep]:
    """Raises what `loyalty.campaigns.reviewing.end_campaign` raises."""
    steps = reviewing.end_campaign(
        campaign_id=campaign_id, actor=actor, ended_at=ended_at, reason=reason
    )
    for step in steps:
        _record("campaign.end", step.version, actor, ended_at, step.note)
    return steps


def _record(
    action: str, version: CampaignVersion, actor: User, at: datetime, reason: str = ""
) -> None:
    record(
        actor=actor,
        action=action,
        subject=f"campaign:{version.campaign_id}",
        recorded_at=at,
        after={"name": version.name_en, "version": version.number},
        reason=reason,
    )
