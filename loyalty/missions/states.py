"""How far a version of a mission has come: pure, by what was decided, and the clock."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from loyalty.campaigns.states import State
from loyalty.models import MissionDecision, MissionVersion

Kind = MissionDecision.Kind

__all__ = ["State", "ended_by", "open_version", "opens_at", "state_of"]


def decision(version: MissionVersion, kind: Kind) -> MissionDecision | None:
    found = (one for one in version.decisions.all() if one.kind == kind)
    return next(found, None)


def opens_at(version: MissionVersion) -> datetime | None:
    """From when it can be begun: never before it was approved; None where it is not."""
    approved = decision(version, Kind.APPROVED)
    return max(version.starts_at, approved.taken_at) if approved else None


def ended_by(versions: Iterable[MissionVersion]) -> MissionDecision | None:
    """How somebody ended the mission, in whichever version: that ends it for all."""
    ends = (decision(version, Kind.ENDED) for version in versions)
    return next((one for one in ends if one), None)


def ends_at(
    version: MissionVersion, versions: Iterable[MissionVersion]
) -> datetime | None:
    """Until when deeds count for those who began this version."""
    ended = ended_by(versions)
    moments = [version.ends_at, ended.taken_at if ended else None]
    return min((one for one in moments if one), default=None)


def open_version(
    versions: Sequence[MissionVersion], *, at: datetime
) -> MissionVersion | None:
    """Return the version of a mission that can be begun now, if one can."""
    if ended_by(versions):
        return None
    begun = [one for one in versions if (opens := opens_at(one)) and opens <= at]
    newest = max(begun, key=lambda one: one.number, default=None)
    if newest is None or (newest.ends_at is not None and newest.ends_at <= at):
        return None
    return newest


def state_of(
    version: MissionVersion, versions: Sequence[MissionVersion], *, at: datetime
) -> State:
    """Return the state of a version among all those of its mission."""
    opens, until = opens_at(version), ends_at(version, versions)
    if opens is None:
        if ended_by(versions):
            return State.ENDED
        if decision(version, Kind.TURNED_DOWN):
            return State.TURNED_DOWN
        submitted = decision(version, Kind.SUBMITTED)
        return State.IN_REVIEW if submitted else State.DRAFT
    if until is not None and until <= at:
        return State.ENDED
    later = (
        one
        for one in versions
        if one.number > version.number and (began := opens_at(one)) and began <= at
    )
    if any(later):
        return State.REPLACED
    return State.SCHEDULED if opens > at else State.RUNNING
