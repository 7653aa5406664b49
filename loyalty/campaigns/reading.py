"""Which campaigns there are, how far they have come, and what is left of them."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Prefetch, QuerySet, Sum

from loyalty.arithmetic.campaigns import Campaign as Deciding
from loyalty.arithmetic.campaigns import folded
from loyalty.campaigns.states import State, Term, end_of, state_of, terms
from loyalty.models import BudgetSlot, Campaign, CampaignStep, CampaignVersion

logger = logging.getLogger(__name__)

__all__ = [
    "Campaign",
    "CampaignStep",
    "CampaignVersion",
    "Stand",
    "budget_if_approved",
    "budget_left",
    "changes",
    "deciding",
    "groups",
    "in_force",
    "standing_of",
    "standings",
    "stands",
    "terms_not_over",
]


@dataclass(frozen=True, kw_only=True)
class Stand:
    """A version with its state; `term` is when it holds, where it was approved.

    `ended` is how somebody ended its campaign. Then the newest version is ended too,
    whatever else became of it: it is what the campaign is known by.
    """

    version: CampaignVersion
    state: State
    term: Term | None
    ended: CampaignStep | None


def stands(*, at: datetime) -> list[Stand]:
    """Return the newest version of each campaign, the latest campaign first."""
    return [standing[0] for standing in standings(at=at)]


def standings(*, at: datetime) -> list[list[Stand]]:
    """Return every version of each campaign, the latest campaign and version first."""
    return _standings(_campaigns().order_by("-pk"), at)


def standing_of(*, campaign_id: int, at: datetime) -> list[Stand]:
    """Return every version of one campaign, the newest first; none is no campaign."""
    found = _standings(_campaigns().filter(pk=campaign_id), at)
    return found[0] if found else []


def in_force(*, at: datetime) -> list[Deciding]:
    """Return the campaigns that hold at a moment, past or to come, with their terms."""
    return _reckonable(term for term in _terms(_approved(at)) if term.holds(at))


def terms_not_over(*, at: datetime) -> list[Deciding]:
    """Return those that hold, or will, as it is known now: to be kept for a while."""
    return _reckonable(term for term in _terms(_approved()) if not term.is_over(at))


def deciding(*, versions: Iterable[int] | None = None) -> dict[int, Deciding]:
    """Return these versions, or all of them, to reckon again by."""
    found = CampaignVersion.objects.all()
    if versions is not None:
        found = found.filter(pk__in=versions)
    return {one.pk: one.deciding() for one in found if one.is_reckonable}


def groups() -> list[str]:
    """Return the groups that any version of a campaign names, by their words."""
    named = CampaignVersion.objects.exclude(group="").order_by()
    return sorted({folded(one) for one in named.values_list("group", flat=True)})


def budget_left(*, campaign_ids: Iterable[int]) -> dict[int, int]:
    """Return what each campaign's budget has left; those without one are left out."""
    slots = BudgetSlot.objects.filter(campaign_id__in=list(campaign_ids))
    sums = slots.values("campaign_id").annotate(left=Sum("points"))
    return dict(sums.values_list("campaign_id", "left"))


def budget_if_approved(*, version: CampaignVersion) -> int | None:
    """Return what its budget would have left if it held now; None is no budget.

    What earlier versions of its campaign gave stays given.
    """
    if version.budget is None:
        return None
    approved = _approved().filter(campaign=version.campaign_id)
    before = approved.order_by("-number").first()
    if before is None or before.budget is None:
        return version.budget
    left = budget_left(campaign_ids=[version.campaign_id])[version.campaign_id]
    return max(0, left + version.budget - before.budget)


def changes(
    before: CampaignVersion, after: CampaignVersion
) -> dict[str, tuple[object, object]]:
    """Return by name what two versions say differently."""
    fields = {
        field.name
        for field in CampaignVersion._meta.concrete_fields
        if field.name not in ("id", "number", "author", "drafted_at")
    }
    return {
        name: (getattr(before, name), getattr(after, name))
        for name in sorted(fields)
        if getattr(before, name) != getattr(after, name)
    }


def _campaigns() -> QuerySet[Campaign]:
    versions = CampaignVersion.objects.select_related("author").order_by("-number")
    steps = CampaignStep.objects.select_related("actor").order_by("taken_at")
    return Campaign.objects.prefetch_related(
        Prefetch("versions", versions), Prefetch("versions__steps", steps)
    )


def _standings(campaigns: QuerySet[Campaign], at: datetime) -> list[list[Stand]]:
    found = []
    for campaign in campaigns:
        versions = list(campaign.versions.all())
        holding = {term.version.pk: term for term in terms(versions)}
        ended = end_of(versions, at=at)
        standing = [
            Stand(
                version=version,
                state=state_of(version, holding.get(version.pk), at=at),
                term=holding.get(version.pk),
                ended=ended,
            )
            for version in versions
        ]
        if standing and ended:
            standing[0] = replace(standing[0], state=State.ENDED)
        found.append(standing)
    return [versions for versions in found if versions]


def _approved(by: datetime | None = None) -> QuerySet[CampaignVersion]:
    """Approved versions: all that say together which of them holds."""
    approved = CampaignVersion.objects.filter(steps__kind=CampaignStep.Kind.APPROVED)
    if by is not None:
        approved = approved.filter(starts_at__lte=by)
    return approved.prefetch_related("steps")


def _terms(versions: QuerySet[CampaignVersion]) -> list[Term]:
    by_campaign: dict[int, list[CampaignVersion]] = {}
    for version in versions:
        by_campaign.setdefault(version.campaign_id, []).append(version)
    return [term for each in by_campaign.values() for term in terms(each)]


def _reckonable(found: Iterable[Term]) -> list[Deciding]:
    """What they decide; one that nobody can reckon by keeps no other back."""
    kept = []
    for term in found:
        if term.version.is_reckonable:
            kept.append(
                term.version.deciding(starts_at=term.starts_at, ends_at=term.ends_at)
            )
        else:
            logger.error("Version %s of a campaign is left out.", term.version.pk)
    return kept
