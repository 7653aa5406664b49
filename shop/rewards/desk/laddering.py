"""What staff do with ladders of tiers: each step is written into the log."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from loyalty.tiers import drafting, reviewing
from loyalty.tiers.checking import Fields
from loyalty.tiers.reading import Ladder, LadderStep
from shop.audit.record import record
from shop.happenings.telling import happen
from shop.users.models import User


@transaction.atomic
def draft_ladder(
    *,
    actor: User,
    drafted_at: datetime,
    starts_on: date,
    tiers: Sequence[Fields],
    based_on: int = 0,
) -> Ladder:
    """Raises what `loyalty.tiers.drafting.draft_ladder` raises."""
    ladder = drafting.draft_ladder(
        actor=actor,
        drafted_at=drafted_at,
        starts_on=starts_on,
        tiers=tiers,
        based_on=based_on,
    )
    _record("ladder.draft", ladder, actor, drafted_at)
    return ladder


@transaction.atomic
def submit_ladder(*, ladder: Ladder, actor: User, submitted_at: datetime) -> LadderStep:
    """Raises what `loyalty.tiers.reviewing.submit_ladder` raises."""
    step = reviewing.submit_ladder(
        ladder=ladder, actor=actor, submitted_at=submitted_at
    )
    if step.taken_at == submitted_at:  # else it was submitted before
        _record("ladder.submit", ladder, actor, submitted_at)
    return step


@transaction.atomic
def approve_ladder(*, ladder: Ladder, actor: User, approved_at: datetime) -> LadderStep:
    """The first ladder holds from this day on: all members are looked at then.

    Raises what `loyalty.tiers.reviewing.approve_ladder` raises.
    """
    step = reviewing.approve_ladder(ladder=ladder, actor=actor, approved_at=approved_at)
    _record("ladder.approve", ladder, actor, approved_at)
    happen(
        kind="ladder.approved",
        subject=f"ladder:{ladder.number}",
        facts={},
        at=approved_at,
        reference=str(ladder.number),
    )
    return step


@transaction.atomic
def turn_ladder_down(
    *, ladder: Ladder, actor: User, turned_down_at: datetime, reason: str
) -> LadderStep:
    """Raises what `loyalty.tiers.reviewing.turn_ladder_down` raises."""
    step = reviewing.turn_ladder_down(
        ladder=ladder, actor=actor, turned_down_at=turned_down_at, reason=reason
    )
    _record("ladder.turn-down", ladder, actor, turned_down_at, step.note)
    return step


def _record(
    action: str, ladder: Ladder, actor: User, at: datetime, reason: str = ""
) -> None:
    record(
        actor=actor,
        action=action,
        subject=f"ladder:{ladder.number}",
        recorded_at=at,
        after={"version": ladder.number, "starts_on": ladder.starts_on.isoformat()},
        reason=reason,
    )
