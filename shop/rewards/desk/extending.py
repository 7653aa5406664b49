"""Let a member's points live longer, by hand."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from loyalty import expiry, extension
from shop.audit.once import record_once
from shop.users.models import User

ACTION = "points.extend"


@transaction.atomic
def extend_lots(
    *,
    member: User,
    lots: Collection[int],
    until: date,
    reason: str,
    reference: str,
    actor: User,
    extended_at: datetime,
) -> list[extension.Change]:
    """Let all these lots live through `until`, or none; write it into the log once.

    Repeating the `reference` changes nothing and returns the first result.
    Raises what `loyalty.extension.extend` raises.
    """
    changes = [
        extension.change(
            extension.extend(
                member=member,
                lot=lot,
                expires_at=expiry.expires_after(until),
                reference=f"staff:{reference}:{lot}",
                reason=reason,
                actor=actor,
                extended_at=extended_at,
            )
        )
        for lot in sorted(lots)
    ]
    before = {f"#{change.lot}": change.before.isoformat() for change in changes}
    # The postings hold the account's lock.
    logged = record_once(
        once="reference",
        actor=actor,
        action=ACTION,
        subject=f"member:{member.pk}",
        recorded_at=extended_at,
        before={"valid_until": before},
        after={
            "valid_until": until.isoformat(),
            "points": sum(change.points for change in changes),
            "reference": reference,
        },
        reason=reason,
    )
    if logged.before["valid_until"] != before:
        raise extension.ReferenceReused(reference)
    return changes
