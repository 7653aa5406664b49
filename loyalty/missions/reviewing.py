"""Decide on a mission: one person asks for it, another says yes or no, or ends it.

The tables hold the same rules (ledger/guards_of_missions.sql), whoever writes to them.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Sum

from loyalty import ledger
from loyalty.missions.drafting import DRAFT, MissionEnded, check_goes_on, newest_of
from loyalty.models import MissionDecision, MissionPart, MissionVersion
from loyalty.people import Actor
from loyalty.why import ReasonMissing, valid_reason

__all__ = [
    "AlreadyDecided",
    "BudgetPromised",
    "MissionEnded",
    "NeverOpens",
    "NotApproved",
    "NotNewest",
    "NotSubmitted",
    "ReasonMissing",
    "SamePerson",
    "approve_mission",
    "end_mission",
    "submit_mission",
    "turn_mission_down",
]

APPROVE = "loyalty.approve_mission"
Kind = MissionDecision.Kind


class NotNewest(Exception):
    """Another version was written since: that of the number `args[0]`."""


class NotSubmitted(Exception):
    """Nobody has asked for a decision on this version."""


class AlreadyDecided(Exception):
    """The version was approved, or turned down, before."""


class SamePerson(Exception):
    """Whoever wrote or submitted a mission cannot approve it."""


class NeverOpens(Exception):
    """It would have ended before anybody could begin: at `args[0]`."""


class NotApproved(Exception):
    """Only what somebody has approved can be ended."""


class BudgetPromised(Exception):
    """More than the new budget was promised already: so many points, `args[0]`."""


def submit_mission(
    *, version: MissionVersion, actor: Actor, submitted_at: datetime
) -> MissionDecision:
    """Ask for a second person's decision; repeating it changes nothing.

    Raises PermissionDenied without loyalty.draft_mission, MissionEnded, NotNewest,
    NeverOpens.
    """
    _require(actor, DRAFT)
    check_goes_on(version.mission_id)
    if submitted := version.decisions.filter(kind=Kind.SUBMITTED).first():
        return submitted
    newest = newest_of(version.mission_id)
    if newest.number != version.number:
        raise NotNewest(newest.number)
    _check_opens(version, submitted_at)
    return _decide(version, Kind.SUBMITTED, actor, submitted_at)


def approve_mission(
    *, version: MissionVersion, actor: Actor, approved_at: datetime
) -> MissionDecision:
    """Let members begin from its start on, and fill its budget.

    Of a later version, the budget has what it is more than before: what was promised
    stays promised. Raises PermissionDenied without loyalty.approve_mission,
    MissionEnded, NotSubmitted, AlreadyDecided, SamePerson, NeverOpens, BudgetPromised.
    """
    _require(actor, APPROVE)
    check_goes_on(version.mission_id)
    submitted = _undecided(version)
    if actor.pk in (version.author_id, submitted.actor_id):
        raise SamePerson(actor.pk)
    _check_opens(version, approved_at)
    parts = MissionPart.objects.filter(mission_id=version.mission_id)
    promised = parts.aggregate(points=Sum("promised", default=0))["points"]
    if promised > version.budget:
        raise BudgetPromised(promised)
    return _decide(version, Kind.APPROVED, actor, approved_at)


def turn_mission_down(
    *, version: MissionVersion, actor: Actor, turned_down_at: datetime, reason: str
) -> MissionDecision:
    """Say no, and why; whoever wrote it may write another version.

    Raises PermissionDenied without loyalty.approve_mission, NotSubmitted,
    AlreadyDecided, ReasonMissing.
    """
    _require(actor, APPROVE)
    _undecided(version)
    return _decide(
        version, Kind.TURNED_DOWN, actor, turned_down_at, note=valid_reason(reason)
    )


def end_mission(
    *, mission_id: int, actor: Actor, ended_at: datetime, reason: str
) -> MissionDecision:
    """Let nothing count that is done from now on, in whichever version.

    What was earned before is given, on its day. Repeating it changes nothing. Raises
    PermissionDenied without loyalty.approve_mission, ReasonMissing, NotApproved.
    """
    _require(actor, APPROVE)
    note = valid_reason(reason)
    decisions = MissionDecision.objects.filter(version__mission_id=mission_id)
    if ended := decisions.filter(kind=Kind.ENDED).first():
        return ended
    approved = decisions.filter(kind=Kind.APPROVED).order_by("-version__number").first()
    if approved is None:
        raise NotApproved(mission_id)
    return _decide(approved.version, Kind.ENDED, actor, ended_at, note=note)


def _require(actor: Actor, permission: str) -> None:
    if not actor.has_perm(permission):
        raise PermissionDenied(permission)


def _check_opens(version: MissionVersion, at: datetime) -> None:
    if version.ends_at is not None and version.ends_at <= at:
        raise NeverOpens(version.ends_at)


def _undecided(version: MissionVersion) -> MissionDecision:
    decisions = {one.kind: one for one in version.decisions.all()}
    if Kind.SUBMITTED not in decisions:
        raise NotSubmitted(version.pk)
    if len(decisions) > 1:
        raise AlreadyDecided(version.pk)
    return decisions[Kind.SUBMITTED]


def _decide(
    version: MissionVersion,
    kind: Kind,
    actor: Actor,
    taken_at: datetime,
    note: str = "",
) -> MissionDecision:
    try:
        with transaction.atomic():
            decided = ledger.decide_mission(
                version_id=version.pk,
                kind=kind,
                actor_id=actor.pk,
                at=taken_at,
                note=note,
            )
    except IntegrityError as error:
        raise AlreadyDecided(version.pk) from error
    return MissionDecision.objects.select_related("version").get(pk=decided)
