"""Drafts that another colleague approves: who may, and how many wait for somebody."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef, QuerySet

from loyalty.campaigns import reviewing as campaign_reviewing
from loyalty.campaigns.reading import CampaignStep, CampaignVersion
from loyalty.missions import reviewing as mission_reviewing
from loyalty.missions.reading import MissionDecision, MissionVersion
from loyalty.tiers import reviewing as ladder_reviewing
from loyalty.tiers.reading import Ladder, LadderStep
from shop.users.models import User

NAMED = 5


def approvers(permission: str, *, own: Collection[int | None]) -> list[str]:
    """Who else may approve it: some names, for whoever has to ask one of them."""
    found = ModelBackend().with_perm(permission).filter(is_staff=True)
    return [
        person.get_full_name() or person.email
        for person in found.exclude(pk__in=own).order_by("first_name", "email")[:NAMED]
    ]


def campaigns_for(person: User) -> int:
    """How many campaigns wait for this person's word."""
    if not person.has_perm(campaign_reviewing.APPROVE):
        return 0
    versions = CampaignVersion.objects.all()
    steps = CampaignStep.objects.all()
    return _waiting_for(person, _newest(versions, "campaign", steps), steps)


def missions_for(person: User) -> int:
    """How many missions wait for this person's word."""
    if not person.has_perm(mission_reviewing.APPROVE):
        return 0
    versions = MissionVersion.objects.all()
    decisions = MissionDecision.objects.all()
    return _waiting_for(person, _newest(versions, "mission", decisions), decisions)


def ladders_for(person: User) -> int:
    """How many versions of the tiers wait for this person's word."""
    if not person.has_perm(ladder_reviewing.APPROVE):
        return 0
    return _waiting_for(person, Ladder.objects.all(), LadderStep.objects.all())


def _newest(versions: QuerySet[Any], whole: str, steps: QuerySet[Any]) -> QuerySet[Any]:
    """The last version of each that nobody has ended."""
    same = {whole: OuterRef(whole)}
    later = versions.filter(number__gt=OuterRef("number"), **same)
    ended = steps.filter(kind="ended", **{f"version__{whole}": OuterRef(whole)})
    return versions.filter(~Exists(later), ~Exists(ended))


def _waiting_for(person: User, drafts: QuerySet[Any], steps: QuerySet[Any]) -> int:
    """Submitted, not decided on, and by others: the review of one's own is not."""
    taken = steps.filter(version=OuterRef("pk"))
    return (
        drafts.exclude(author=person)
        .filter(
            Exists(taken.filter(kind="submitted")),
            ~Exists(taken.exclude(kind="submitted")),
            ~Exists(taken.filter(actor=person)),
        )
        .count()
    )
