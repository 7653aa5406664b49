"""How far a version of a campaign has come: pure, by the steps that were taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from loyalty.models import CampaignStep, CampaignVersion

Steps = Mapping[str, CampaignStep]


class State(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in-review"
    TURNED_DOWN = "turned-down"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    ENDED = "ended"
    # Another version came in its place, before it began or while it ran.
    REPLACED = "replaced"


@dataclass(frozen=True, kw_only=True)
class Term:
    """From when to when an approved version holds; never, if it ends as it begins.

    It holds for nobody before somebody approved it, and no longer than until it is
    ended, or another version of its campaign begins.
    """

    version: CampaignVersion
    starts_at: datetime
    ends_at: datetime | None
    is_replaced: bool

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at and not self.is_over(at)

    def is_over(self, at: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= at


def steps_of(version: CampaignVersion) -> Steps:
    return {step.kind: step for step in version.steps.all()}


def terms(versions: Iterable[CampaignVersion]) -> list[Term]:
    """Return when the approved ones among these versions of one campaign hold."""
    found: list[Term] = []
    following: datetime | None = None
    for version in sorted(versions, key=lambda one: one.number, reverse=True):
        steps = steps_of(version)
        approved = steps.get(CampaignStep.Kind.APPROVED)
        if approved is None:
            continue
        ended = steps.get(CampaignStep.Kind.ENDED)
        starts_at = max(version.starts_at, approved.taken_at)
        own = _first(version.ends_at, ended.taken_at if ended else None)
        ends_at = _first(own, following)
        found.append(
            Term(
                version=version,
                starts_at=starts_at,
                ends_at=ends_at,
                is_replaced=ends_at is not None and ends_at != own,
            )
        )
        if own is None or own > starts_at:
            following = _first(following, starts_at)
    return found[::-1]


def end_of(versions: Iterable[CampaignVersion], *, at: datetime) -> CampaignStep | None:
    """Return the step by which somebody had ended the campaign by then, if any."""
    ends = [
        step
        for version in versions
        for step in version.steps.all()
        if step.kind == CampaignStep.Kind.ENDED and step.taken_at <= at
    ]
    return min(ends, key=lambda step: step.taken_at, default=None)


def state_of(version: CampaignVersion, term: Term | None, *, at: datetime) -> State:
    """Return the state of a version, whose `term` is None where nobody approved it.

    That its campaign was ended in another version is not looked at: see `end_of`.
    """
    if term is not None:
        if term.is_over(at):
            return State.REPLACED if term.is_replaced else State.ENDED
        return State.RUNNING if term.holds(at) else State.SCHEDULED
    steps = steps_of(version)
    if CampaignStep.Kind.TURNED_DOWN in steps:
        return State.TURNED_DOWN
    return State.IN_REVIEW if CampaignStep.Kind.SUBMITTED in steps else State.DRAFT


def _first(*moments: datetime | None) -> datetime | None:
    return min((one for one in moments if one is not None), default=None)
