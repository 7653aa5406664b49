"""Write down what a member of staff did, in the transaction that does it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shop.audit.models import Entry
from shop.kinds import actions
from shop.users.models import User


def record(
    *,
    actor: User | None,
    action: str,
    subject: str,
    recorded_at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """Add one entry to the log; `actor` is None for what the shop did by itself.

    `before` and `after` hold only what changed, as JSON values, under names that the
    action was declared with. Raises Undeclared.
    """
    actions.find(action).require({*(before or ()), *(after or ())})
    return Entry.objects.create(
        actor=actor,
        action=action,
        subject=subject,
        before=dict(before or {}),
        after=dict(after or {}),
        reason=reason,
        recorded_at=recorded_at,
    )
