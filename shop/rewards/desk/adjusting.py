"""Correct a member's points by hand."""

from datetime import datetime

from django.db import transaction

from loyalty import adjustment, reading
from shop.audit.models import Entry
from shop.audit.record import record
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
    subject = f"member:{member.pk}"
    # The posting holds the account's lock: nobody else is between these lines.
    logged = Entry.objects.filter(
        action=ACTION, subject=subject, after__reference=reference
    )
    if not logged.exists():
        record(
            actor=actor,
            action=ACTION,
            subject=subject,
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
