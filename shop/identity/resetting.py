"""Take away somebody's second factor, when it is lost and the codes are too."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from shop.audit.record import record
from shop.happenings.telling import happen
from shop.identity import sessions
from shop.identity.factors import devices_of
from shop.users.models import RecoveryCodes, User
from shop.users.permission import require

PERMISSION = "users.reset_second_factor"


class NothingToReset(Exception):
    """There is no second factor."""


def may_reset(*, actor: User, person: User) -> bool:
    """Whether `actor` may do it to `person`: not to oneself, nor to who may do more."""
    return (
        actor.has_perm(PERMISSION)
        and actor.pk != person.pk
        and (actor.is_superuser or not person.is_superuser)
    )


@transaction.atomic
def reset_second_factor(
    *, person: User, actor: User | None, reason: str, reset_at: datetime
) -> None:
    """Sign in by password alone, add a new one: the person is told by mail.

    They are signed out everywhere. `actor` is None for who has the machine itself (the
    command). Raises PermissionDenied and NothingToReset.
    """
    if actor is not None:
        require(actor, PERMISSION)
        if not may_reset(actor=actor, person=person):
            raise PermissionDenied
    person = User.objects.select_for_update().get(pk=person.pk)
    there = [device for _what, device in devices_of(person)]
    if not there:
        raise NothingToReset
    for device in there:
        device.delete()
    RecoveryCodes.objects.filter(user=person).delete()
    sessions.end_others(user=person)
    record(
        actor=actor,
        action="factor.reset",
        subject=f"member:{person.pk}",
        before={"number": len(there)},
        reason=reason,
        recorded_at=reset_at,
    )
    happen(
        kind="member.factor-reset",
        subject=f"member:{person.pk}",
        facts={},
        at=reset_at,
        reference=f"{person.pk}:{reset_at.timestamp()}",
    )
