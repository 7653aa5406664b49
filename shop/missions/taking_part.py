"""What members do on the pages of missions: each is a press of a button."""

from datetime import datetime

from django.db import transaction

from loyalty.arithmetic.missions import DAILY, QUIZ, STORY
from loyalty.missions import doing, reading
from loyalty.missions import taking_part as programme
from loyalty.missions.reading import MissionStep, Taken
from loyalty.missions.taking_part import (
    BegunBefore,
    ForNewMembers,
    Full,
    NotAMember,
    NotOpen,
)
from shop.missions.noticing import give_due, lock, notice
from shop.users.models import User

__all__ = [
    "BegunBefore",
    "ForNewMembers",
    "Full",
    "NoSuchStep",
    "NotAMember",
    "NotOpen",
    "WrongAnswer",
    "answer",
    "begin",
    "check_in",
    "has_read",
    "step_of",
]


class NoSuchStep(Exception):
    """The member is in no mission that goes on and has this step."""


class WrongAnswer(Exception):
    """It is another of the choices. Nothing is kept: it may be tried again."""


@transaction.atomic
def begin(*, member: User, mission_id: int, at: datetime) -> int:
    """Take part; return the points for what was done before. Again changes nothing.

    Raises NotOpen, Full, NotAMember.
    """
    lock(member)
    offered = reading.offered_to(member, at=at)
    version = next(
        (one.version for one in offered if one.version.mission_id == mission_id), None
    )
    if version is None:
        if any(
            one.part.mission_id == mission_id for one in reading.taken_by(member, at=at)
        ):
            return 0
        raise NotOpen(mission_id)
    try:
        programme.begin(member=member, version=version, began_at=at)
    except BegunBefore:
        return 0
    return notice(member=member, at=at)


@transaction.atomic
def check_in(*, member: User, at: datetime) -> int:
    """Look in today; return the points for it. Again on the same day changes nothing.

    Raises NoSuchStep where no mission of the member's goes on that counts it.
    """
    lock(member)
    if not any(
        progress.step.kind in DAILY
        for taken in reading.taken_by(member, at=at)
        if taken.goes_on
        for progress in taken.progress.steps
    ):
        raise NoSuchStep
    doing.check_in(member=member, at=at)
    return give_due(member=member, at=at)


@transaction.atomic
def has_read(*, member: User, version_id: int, number: int, at: datetime) -> int:
    """Say that a story was read; return the points for it. Raises NoSuchStep."""
    lock(member)
    taken, _step = step_of(
        member=member, version_id=version_id, number=number, kind=STORY, at=at
    )
    return _did(member, taken, STORY, number, at)


@transaction.atomic
def answer(
    *, member: User, version_id: int, number: int, choice: int, at: datetime
) -> int:
    """Answer a question; return the points for it. Raises NoSuchStep, WrongAnswer."""
    lock(member)
    taken, step = step_of(
        member=member, version_id=version_id, number=number, kind=QUIZ, at=at
    )
    if choice != step.answer:
        raise WrongAnswer(choice)
    return _did(member, taken, QUIZ, number, at)


def step_of(
    *, member: User, version_id: int, number: int, kind: str, at: datetime
) -> tuple[Taken, MissionStep]:
    """Return a step of a mission that the member has begun. Raises NoSuchStep."""
    for taken in reading.taken_by(member, at=at):
        if taken.version.pk != version_id:
            continue
        for step in taken.version.steps.all():
            if (step.number, step.kind) == (number, kind):
                return taken, step
    raise NoSuchStep(number)


def _did(member: User, taken: Taken, kind: str, number: int, at: datetime) -> int:
    if not taken.goes_on:
        return 0
    done = doing.done_now(kind, f"{kind}:{taken.version.pk}:{number}", at=at)
    doing.note(member=member, deeds=[done], noted_at=at)
    return give_due(member=member, at=at)
