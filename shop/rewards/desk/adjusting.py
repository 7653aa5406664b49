"""Correct a member's points by hand."""

from datetime import datetime

from django.db import transaction

from loyalty import adjustment, reading
from shop.audit.once import record_once
from shop.users.models import User

ACTION = "points.adjust"


@transaction.atomic
def adjust_points(
    *,
    member: User,
    points: int,
    reason: str,
    reference: str,
    actor: User,
    adjusted_at: datetime,
) -> adjustment.Posting:
    """Give points (`points` > 0) or take them away, and write it into the log.

    Repeating the `reference` changes nothing and returns the first posting.
    Raises what `loyalty.adjustment.adjust` raises.
    """
    before = reading.balance(member=member, at=adjusted_at)
    posting = adjustment.adjust(
        member=member,
        points=points,
        reference=f"staff:{reference}",
        reason=reason,
        actor=actor,
        adjusted_at=adjusted_at,
    )
    # The posting holds the account's lock.
    record_once(
        once="reference",
        actor=actor,
        action=ACTION,
        subject=f"member:{member.pk}",
        recorded_at=adjusted_at,
        before={"available": before.available, "owed": before.owed},
        after={
            "available": posting.available_after,
            "owed": posting.owed_after,
            "points": points,
            "reference": reference,
        },
        reason=reason,
    )
    return posting
