"""What staff do with missions: each step is written into the log."""

from datetime import datetime
from typing import Any

from django.db import transaction

from loyalty.missions import drafting, reviewing
from loyalty.missions.reading import MissionDecision, MissionVersion
from shop.audit.record import record
from shop.users.models import User


@transaction.atomic
def draft_mission(
    *, actor: User, drafted_at: datetime, **fields: Any
) -> MissionVersion:
    """Raises what `loyalty.missions.drafting.draft_mission` raises."""
    version = drafting.draft_mission(actor=actor, drafted_at=drafted_at, **fields)
    _record("mission.draft", version, actor, drafted_at)
    return version


@transaction.atomic
def revise_mission(
    *, based_on: MissionVersion, actor: User, drafted_at: datetime, **fields: Any
) -> MissionVersion:
    """Raises what `loyalty.missions.drafting.revise_mission` raises."""
    version = drafting.revise_mission(
        based_on=based_on, actor=actor, drafted_at=drafted_at, **fields
    )
    _record("mission.draft", version, actor, drafted_at)
    return version


@transaction.atomic
def submit_mission(
    *, version: MissionVersion, actor: User, submitted_at: datetime
) -> MissionDecision:
    """Raises what `loyalty.missions.reviewing.submit_mission` raises."""
    step = reviewing.submit_mission(
        version=version, actor=actor, submitted_at=submitted_at
    )
    if step.taken_at == submitted_at:  # else it was submitted before
        _record("mission.submit", version, actor, submitted_at)
    return step


@transaction.atomic
def approve_mission(
    *, version: MissionVersion, actor: User, approved_at: datetime
) -> MissionDecision:
    """Raises what `loyalty.missions.reviewing.approve_mission` raises."""
    step = reviewing.approve_mission(
        version=version, actor=actor, approved_at=approved_at
    )
    _record("mission.approve", version, actor, approved_at)
    return step


@transaction.atomic
def turn_mission_down(
    *, version: MissionVersion, actor: User, turned_down_at: datetime, reason: str
) -> MissionDecision:
    """Raises what `loyalty.missions.reviewing.turn_mission_down` raises."""
    step = reviewing.turn_mission_down(
        version=version, actor=actor, turned_down_at=turned_down_at, reason=reason
    )
    _record("mission.turn-down", version, actor, turned_down_at, step.note)
    return step


@transaction.atomic
def end_mission(
    *, mission_id: int, actor: User, ended_at: datetime, reason: str
) -> MissionDecision:
    """Raises what `loyalty.missions.reviewing.end_mission` raises."""
    step = reviewing.end_mission(
        mission_id=mission_id, actor=actor, ended_at=ended_at, reason=reason
    )
    if step.taken_at == ended_at:  # else it had ended before
        _record("mission.end", step.version, actor, ended_at, step.note)
    return step


def _record(
    action: str, version: MissionVersion, actor: User, at: datetime, reason: str = ""
) -> None:
    record(
        actor=actor,
        action=action,
        subject=f"mission:{version.mission_id}",
        recorded_at=at,
        after={"name": version.name_en, "version": version.number},
        reason=reason,
    )
