"""Write into the log once, however often its cause is repeated.

Whoever calls these holds a lock that keeps everybody else from between the look and
the entry.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shop.audit.models import Entry
from shop.audit.record import record
from shop.users.models import User


def recorded(
    *, action: str, subject: str, by: User | None = None, **fact: Any
) -> Entry | None:
    """Return the first entry of this action on `subject` that says `fact` after it.

    Of whoever it is, or of one person.
    """
    said = {f"after__{name}": value for name, value in fact.items()}
    found = Entry.objects.filter(action=action, subject=subject, **said)
    if by is not None:
        found = found.filter(actor=by)
    return found.order_by("pk").first()


def record_once(
    *,
    once: str,
    actor: User | None,
    action: str,
    subject: str,
    recorded_at: datetime,
    after: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """Add an entry known by what `after` says under the name `once`.

    Repeating it returns the first entry, whatever else is said.
    """
    earlier = recorded(action=action, subject=subject, **{once: after[once]})
    return earlier or record(
        actor=actor,
        action=action,
        subject=subject,
        recorded_at=recorded_at,
        before=before,
        after=after,
        reason=reason,
    )
