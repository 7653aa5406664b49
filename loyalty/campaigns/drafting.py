"""Write a campaign down, or another version of it. Nothing holds by that yet."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from loyalty.arithmetic.campaigns import folded
from loyalty.campaigns.checking import InvalidCampaign, checked, said, says_the_same
from loyalty.models import Campaign, CampaignStep, CampaignVersion
from loyalty.people import Actor

__all__ = [
    "DRAFT",
    "CampaignChangedMeanwhile",
    "CampaignEnded",
    "InvalidCampaign",
    "NothingChanged",
    "draft_campaign",
    "duplicate_campaign",
    "revise_campaign",
    "sketched",
]

DRAFT = "loyalty.draft_campaign"


class CampaignChangedMeanwhile(Exception):
    """Somebody else has written another version: `args[0]` is its number."""


class NothingChanged(Exception):
    """The next version of the campaign `args[0]` would say what this one says."""


class CampaignEnded(Exception):
    """Somebody has ended it for good: only a duplicate can begin again."""


def sketched(based_on: CampaignVersion | None = None, **fields: Any) -> CampaignVersion:
    """Return a version to look at and try, never to save. Raises InvalidCampaign."""
    kept = _kept((said(based_on) if based_on else {}) | fields)
    return checked(CampaignVersion(pk=0, campaign_id=0, number=0, **kept))


@transaction.atomic
def draft_campaign(
    *, actor: Actor, drafted_at: datetime, **fields: Any
) -> CampaignVersion:
    """Write the first version of a campaign that says `fields`.

    Raises PermissionDenied without loyalty.draft_campaign, InvalidCampaign.
    """
    _require(actor)
    sketched(**fields)
    campaign = Campaign.objects.create(author_id=actor.pk, drafted_at=drafted_at)
    return _write(campaign.pk, 1, actor, drafted_at, fields)


@transaction.atomic
def revise_campaign(
    *, based_on: CampaignVersion, actor: Actor, drafted_at: datetime, **fields: Any
) -> CampaignVersion:
    """Write another version; what `fields` does not name stays as in `based_on`.

    It takes the place of the version before when it is approved, from its start on.
    What was earned under that is untouched.

    Raises PermissionDenied without loyalty.draft_campaign, InvalidCampaign,
    CampaignEnded, NothingChanged, and CampaignChangedMeanwhile where `based_on` is
    not the newest version.
    """
    _require(actor)
    check_goes_on(based_on.campaign_id)
    newest = newest_of(based_on.campaign_id)
    if newest.number != based_on.number:
        raise CampaignChangedMeanwhile(newest.number)
    if says_the_same(based_on, sketched(based_on, **fields)):
        raise NothingChanged(based_on.campaign_id)
    kept = said(based_on) | fields
    try:
        with transaction.atomic():
            return _write(
                based_on.campaign_id, newest.number + 1, actor, drafted_at, kept
            )
    except IntegrityError as error:
        raise CampaignChangedMeanwhile(newest.number + 1) from error


def duplicate_campaign(
    *, version: CampaignVersion, actor: Actor, drafted_at: datetime, **fields: Any
) -> CampaignVersion:
    """Draft another campaign that says the same, but for `fields`.

    It has a budget of its own. Raises what `draft_campaign` raises.
    """
    return draft_campaign(actor=actor, drafted_at=drafted_at, **said(version) | fields)


def newest_of(campaign_id: int) -> CampaignVersion:
    versions = CampaignVersion.objects.filter(campaign_id=campaign_id)
    return versions.order_by("-number")[0]


def check_goes_on(campaign_id: int) -> None:
    """Raise CampaignEnded where somebody has ended the campaign, in any version."""
    if CampaignStep.objects.filter(
        version__campaign_id=campaign_id, kind=CampaignStep.Kind.ENDED
    ).exists():
        raise CampaignEnded(campaign_id)


def _require(actor: Actor) -> None:
    if not actor.has_perm(DRAFT):
        raise PermissionDenied(DRAFT)


def _write(
    campaign_id: int,
    number: int,
    actor: Actor,
    drafted_at: datetime,
    fields: dict[str, Any],
) -> CampaignVersion:
    return CampaignVersion.objects.create(
        campaign_id=campaign_id,
        number=number,
        author_id=actor.pk,
        drafted_at=drafted_at,
        **_kept(fields),
    )


def _kept(fields: dict[str, Any]) -> dict[str, Any]:
    """What is said as it is kept: one group is written in one way."""
    group = fields.get("group")
    return fields | {"group": folded(group)} if isinstance(group, str) else fields
