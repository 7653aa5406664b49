"""The log of what concerns the accounts of staff: sign-ins, rights, how one signs in.

What shoppers do with their accounts is theirs and not the log's (F23).
"""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models.signals import m2m_changed
from django.dispatch import receiver
from django.utils import timezone

from loyalty.typed import address
from shop.audit.record import record
from shop.happenings.listening import listens
from shop.happenings.models import Happening
from shop.kinds import happenings
from shop.users.models import User

# How an account is signed in with, wherever the rooms of accounts tell of it.
CHANGES = (
    "member.email-changed",
    "member.password-changed",
    "member.password-chosen",
)


@receiver(user_logged_in)
def signed_in(request: Any, user: User, **_: Any) -> None:
    # A request without a path is nobody's: a test, or a command.
    if user.is_staff and request and request.path:
        record(
            actor=user,
            action="account.sign-in",
            subject=f"member:{user.pk}",
            recorded_at=timezone.now(),
        )


@receiver(user_login_failed)
def failed(credentials: dict[str, Any], **_: Any) -> None:
    """Somebody tried to sign in as a colleague; who it was is not known."""
    typed = address(str(credentials.get("username") or credentials.get("email") or ""))
    person = User.objects.filter(email=typed, is_staff=True).first() if typed else None
    if person is not None:
        record(
            actor=None,
            action="account.sign-in-failed",
            subject=f"member:{person.pk}",
            recorded_at=timezone.now(),
        )


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
def rights_changed(
    instance: Any,
    action: str,
    model: type[Group] | type[Permission],
    pk_set: set[int] | None,
    reverse: bool,
    **_: Any,
) -> None:
    """Roles and rights that were given or taken, by whatever way."""
    if reverse or action not in ("post_add", "post_remove", "pre_clear"):
        return
    if action == "pre_clear":
        held = instance.groups if model is Group else instance.user_permissions
        pk_set = set(held.values_list("pk", flat=True))
    names = sorted(map(str, model._default_manager.filter(pk__in=pk_set or ())))
    if names:
        given = action == "post_add"
        record(
            actor=None,
            action="account.rights",
            subject=f"member:{instance.pk}",
            recorded_at=timezone.now(),
            before=None if given else {"rights": names},
            after={"rights": names} if given else None,
        )


def _sign_in_changed(happening: Happening) -> None:
    person = User.objects.filter(pk=happening.key, is_staff=True).first()
    if person is not None:
        record(
            actor=person,
            action="account.change",
            subject=happening.subject,
            recorded_at=happening.happened_at,
            after={"happening": happening.kind},
        )


for kind in CHANGES:
    if happenings.get(kind):
        listens("log", to=kind)(_sign_in_changed)
