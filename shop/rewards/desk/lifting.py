"""Let a member use frozen points again, by hand."""

from datetime import datetime

from django.db import transaction

from loyalty import enrolment, reading
from loyalty.why import ReasonMissing, valid_reason
from shop.audit.record import record
from shop.happenings.telling import happen
from shop.rewards.freezing import UNCONFIRMED
from shop.users.models import User
from shop.users.permission import require

__all__ = ["NothingToLift", "OwnPoints", "ReasonMissing", "lift_freeze"]

PERMISSION = "loyalty.lift_freeze"
ACTION = "points.lift-freeze"


class OwnPoints(Exception):
    """Nobody decides about points of their own."""


class NothingToLift(Exception):
    """The points are not frozen, or not for a cause that staff can know about."""


@transaction.atomic
def lift_freeze(*, member: User, reason: str, actor: User, lifted_at: datetime) -> None:
    """Take away what freezes the points, and write it into the log.

    But for an address that is not confirmed: only its owner can do that. The member
    gets a mail. Raises PermissionDenied without loyalty.lift_freeze, ReasonMissing,
    OwnPoints, NothingToLift.
    """
    require(actor, PERMISSION)
    reason = valid_reason(reason)
    if actor.pk == member.pk:
        raise OwnPoints
    User.objects.select_for_update().get(pk=member.pk)
    causes = [each.cause for each in reading.freezes(member=member, at=lifted_at)]
    lifted = [cause for cause in causes if cause != UNCONFIRMED]
    if not lifted:
        raise NothingToLift
    for cause in lifted:
        enrolment.thaw(member=member, cause=cause)
    record(
        actor=actor,
        action=ACTION,
        subject=f"member:{member.pk}",
        recorded_at=lifted_at,
        before={"frozen_because": causes},
        after={"frozen_because": [cause for cause in causes if cause not in lifted]},
        reason=reason,
    )
    happen(
        kind="points.freeze-lifted",
        subject=f"member:{member.pk}",
        facts={},
        at=lifted_at,
        reference=f"{member.pk}:{lifted_at.timestamp()}",
    )
