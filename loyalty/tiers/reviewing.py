"""Decide on a ladder: one person asks for it, another says yes or no.

As with campaigns, and the tables hold the same rules (ledger/laddering.sql).
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from loyalty.campaigns.reviewing import (
    AlreadyDecided,
    NotNewest,
    NotSubmitted,
    SamePerson,
)
from loyalty.models import Ladder, LadderStep
from loyalty.people import Actor
from loyalty.tiers.drafting import DRAFT, newest
from loyalty.why import ReasonMissing, valid_reason

__all__ = [
    "APPROVE",
    "AlreadyDecided",
    "NotNewest",
    "NotSubmitted",
    "ReasonMissing",
    "SamePerson",
    "approve_ladder",
    "submit_ladder",
    "turn_ladder_down",
]

APPROVE = "loyalty.approve_ladder"
Kind = LadderStep.Kind


def submit_ladder(
    *, ladder: Ladder, actor: Actor, submitted_at: datetime
) -> LadderStep:
    """Ask for a second person's decision; repeating it changes nothing.

    Raises PermissionDenied without loyalty.draft_ladder, NotNewest.
    """
    _require(actor, DRAFT)
    if submitted := ladder.steps.filter(kind=Kind.SUBMITTED).first():
        return submitted
    last = newest()
    if last is not None and last.number != ladder.number:
        raise NotNewest(last.number)
    return _take(ladder, Kind.SUBMITTED, actor, submitted_at)


def approve_ladder(
    *, ladder: Ladder, actor: Actor, approved_at: datetime
) -> LadderStep:
    """Let the ladder hold from its day on, and not before the day after this one.

    Raises PermissionDenied without loyalty.approve_ladder, NotSubmitted,
    AlreadyDecided, SamePerson.
    """
    _require(actor, APPROVE)
    submitted = _undecided(ladder)
    if actor.pk in (ladder.author_id, submitted.actor_id):
        raise SamePerson(actor.pk)
    return _take(ladder, Kind.APPROVED, actor, approved_at)


def turn_ladder_down(
    *, ladder: Ladder, actor: Actor, turned_down_at: datetime, reason: str
) -> LadderStep:
    """Say no, and why; whoever wrote it may write another version.

    Raises PermissionDenied without loyalty.approve_ladder, NotSubmitted,
    AlreadyDecided, ReasonMissing.
    """
    _require(actor, APPROVE)
    _undecided(ladder)
    note = valid_reason(reason)
    return _take(ladder, Kind.TURNED_DOWN, actor, turned_down_at, note)


def _require(actor: Actor, permission: str) -> None:
    if not actor.has_perm(permission):
        raise PermissionDenied(permission)


def _undecided(ladder: Ladder) -> LadderStep:
    """Return the step that asks for a decision."""
    steps = {step.kind: step for step in ladder.steps.all()}
    if Kind.SUBMITTED not in steps:
        raise NotSubmitted(ladder.pk)
    if len(steps) > 1:
        raise AlreadyDecided(ladder.pk)
    return steps[Kind.SUBMITTED]


def _take(
    ladder: Ladder, kind: Kind, actor: Actor, taken_at: datetime, note: str = ""
) -> LadderStep:
    try:
        with transaction.atomic():
            return LadderStep.objects.create(
                version=ladder,
                kind=kind,
                actor_id=actor.pk,
                taken_at=taken_at,
                note=note,
            )
    except IntegrityError as error:
        raise AlreadyDecided(ladder.pk) from error
