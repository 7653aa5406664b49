"""Write a mission down, or another version of it. Nothing holds by that yet."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from loyalty.missions.checking import InvalidMission, checked, said
from loyalty.models import Mission, MissionDecision, MissionStep, MissionVersion
from loyalty.people import Actor

__all__ = [
    "DRAFT",
    "InvalidMission",
    "MissionChangedMeanwhile",
    "MissionEnded",
    "NothingChanged",
    "Sketch",
    "draft_mission",
    "duplicate_mission",
    "revise_mission",
    "sketched",
]

DRAFT = "loyalty.draft_mission"
Sketch = tuple[MissionVersion, list[MissionStep]]


class MissionChangedMeanwhile(Exception):
    """Somebody else has written another version: `args[0]` is its number."""


class NothingChanged(Exception):
    """The next version of the mission `args[0]` would say what this one says."""


class MissionEnded(Exception):
    """Somebody has ended it for good: only a duplicate can begin again."""


def sketched(**fields: Any) -> Sketch:
    """Return a version and its steps, not saved. Raises InvalidMission."""
    steps = _steps(fields.pop("steps", ()))
    version = MissionVersion(pk=0, mission_id=0, number=0, **fields)
    checked(version, steps)
    return version, steps


@transaction.atomic
def draft_mission(
    *, actor: Actor, drafted_at: datetime, **fields: Any
) -> MissionVersion:
    """Write the first version of a mission that says `fields`, of them its `steps`.

    Raises PermissionDenied without loyalty.draft_mission, InvalidMission.
    """
    _require(actor)
    sketched(**fields)
    mission = Mission.objects.create(author_id=actor.pk, drafted_at=drafted_at)
    return _write(mission.pk, 1, actor, drafted_at, fields)


@transaction.atomic
def revise_mission(
    *, based_on: MissionVersion, actor: Actor, drafted_at: datetime, **fields: Any
) -> MissionVersion:
    """Write another version; what `fields` does not name stays as in `based_on`.

    It is for who begins after it holds. Whoever began goes on under their version.

    Raises PermissionDenied without loyalty.draft_mission, InvalidMission,
    MissionEnded, NothingChanged, and MissionChangedMeanwhile where `based_on` is not
    the newest version.
    """
    _require(actor)
    check_goes_on(based_on.mission_id)
    newest = newest_of(based_on.mission_id)
    if newest.number != based_on.number:
        raise MissionChangedMeanwhile(newest.number)
    before = said(based_on)
    kept = before | fields
    if said(*sketched(**kept)) == before:
        raise NothingChanged(based_on.mission_id)
    try:
        with transaction.atomic():
            return _write(
                based_on.mission_id, newest.number + 1, actor, drafted_at, kept
            )
    except IntegrityError as error:
        raise MissionChangedMeanwhile(newest.number + 1) from error


def duplicate_mission(
    *, version: MissionVersion, actor: Actor, drafted_at: datetime, **fields: Any
) -> MissionVersion:
    """Draft another mission that says the same, but for `fields`.

    It has a budget and members of its own. Raises what `draft_mission` raises.
    """
    return draft_mission(actor=actor, drafted_at=drafted_at, **said(version) | fields)


def newest_of(mission_id: int) -> MissionVersion:
    versions = MissionVersion.objects.filter(mission_id=mission_id)
    return versions.order_by("-number")[0]


def check_goes_on(mission_id: int) -> None:
    """Raise MissionEnded where somebody has ended the mission, in any version."""
    if MissionDecision.objects.filter(
        version__mission_id=mission_id, kind=MissionDecision.Kind.ENDED
    ).exists():
        raise MissionEnded(mission_id)


def _require(actor: Actor) -> None:
    if not actor.has_perm(DRAFT):
        raise PermissionDenied(DRAFT)


def _steps(told: Iterable[Mapping[str, Any]]) -> list[MissionStep]:
    return [
        MissionStep(version_id=0, number=number, **step)
        for number, step in enumerate(told, start=1)
    ]


def _write(
    mission_id: int,
    number: int,
    actor: Actor,
    drafted_at: datetime,
    fields: dict[str, Any],
) -> MissionVersion:
    steps = _steps(fields["steps"])
    version = MissionVersion.objects.create(
        mission_id=mission_id,
        number=number,
        author_id=actor.pk,
        drafted_at=drafted_at,
        **{name: value for name, value in fields.items() if name != "steps"},
    )
    for step in steps:
        step.version = version
    MissionStep.objects.bulk_create(steps)
    return version
