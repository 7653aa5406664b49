"""When a member's points cannot be used, and why (docs/adr/0026-*.md).

What was set aside for an order before is not touched, and earning goes on.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loyalty import enrolment, reading
from loyalty.reading import Freeze
from shop.happenings.telling import happen
from shop.users.models import User

AFTER_A_CHANGE = timedelta(hours=24)

# As the ledger keeps them.
OWN = "own"
UNCONFIRMED = "unconfirmed"
EMAIL_CHANGED = "email-changed"
PASSWORD_CHANGED = "password-changed"  # noqa: S105  not one
PASSWORD_CHOSEN = "password-chosen"  # noqa: S105  not one

WORDS: dict[str, str | Promise] = {
    OWN: _("You have locked your points. You can unlock them on your points page."),
    UNCONFIRMED: _(
        "You can use your points once you have confirmed your e-mail address: please "
        "open the link in our mail."
    ),
    EMAIL_CHANGED: _(
        "Your e-mail address was changed. To keep your points safe, they can be used "
        "again from %(until)s."
    ),
    PASSWORD_CHANGED: _(
        "Your password was changed. To keep your points safe, they can be used again "
        "from %(until)s."
    ),
    PASSWORD_CHOSEN: _(
        "A new password was chosen by mail. To keep your points safe, they can be used "
        "again from %(until)s."
    ),
}
# To staff, and in the log.
LABELS: dict[str, str | Promise] = {
    enrolment.BY_HAND: _("Frozen by hand"),
    OWN: _("Locked by the member"),
    UNCONFIRMED: _("E-mail address not confirmed"),
    EMAIL_CHANGED: _("E-mail address changed"),
    PASSWORD_CHANGED: _("Password changed"),
    PASSWORD_CHOSEN: _("Password chosen by mail"),
}
OTHERWISE = _("Your points are locked at the moment. Please write to us.")


def freeze_after(*, member: User, cause: str, changed_at: datetime) -> None:
    """Freeze points for a day, in the transaction of the change that is the cause.

    Somebody without points has none to lose.
    """
    if not reading.is_member(member):
        return
    enrolment.freeze(
        member=member,
        frozen_at=changed_at,
        until=_whole_minute(changed_at + AFTER_A_CHANGE),
        cause=cause,
    )


def await_confirmation(*, member: User, since: datetime) -> None:
    """Freeze the points of an account whose address may be a stranger's (F29)."""
    enrolment.freeze(member=member, frozen_at=since, cause=UNCONFIRMED)


def confirmed(*, member: User) -> None:
    """The address is the member's own."""
    if reading.is_member(member):
        enrolment.thaw(member=member, cause=UNCONFIRMED)


@transaction.atomic
def lock_points(*, member: User, locked_at: datetime) -> None:
    """Let a member keep everybody from their points, themselves included.

    Raises NotAMember.
    """
    enrolment.freeze(member=member, frozen_at=locked_at, cause=OWN)
    happen(kind="points.locked", **_about(member, locked_at))


@transaction.atomic
def unlock_points(*, member: User, unlocked_at: datetime) -> None:
    """Take away what the member locked, and no other cause; the member gets a mail.

    Whoever calls this has asked for the password. Raises NotAMember.
    """
    if not is_locked(member=member, at=unlocked_at):
        return
    enrolment.thaw(member=member, cause=OWN)
    happen(kind="points.unlocked", **_about(member, unlocked_at))


def is_locked(*, member: User, at: datetime) -> bool:
    """Whether the member has locked the points."""
    return any(each.cause == OWN for each in reading.freezes(member=member, at=at))


def why_frozen(*, member: User, at: datetime, but: str = "") -> list[str]:
    """Return why points cannot be used, to the member; nothing where they can.

    Without the cause that a page tells by itself.
    """
    found = reading.freezes(member=member, at=at)
    return [told(freeze) for freeze in found if freeze.cause != but]


def told(freeze: Freeze) -> str:
    return str(WORDS.get(freeze.cause, OTHERWISE)) % {"until": until(freeze)}


def until(freeze: Freeze) -> str:
    """When it is over, as people write it; empty where that is open."""
    if freeze.until is None:
        return ""
    return date_format(timezone.localtime(freeze.until), "DATETIME_FORMAT")


def _whole_minute(moment: datetime) -> datetime:
    """Not before the minute that people are told."""
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)


def _about(member: User, at: datetime) -> dict[str, Any]:
    return {
        "subject": f"member:{member.pk}",
        "facts": {},
        "at": at,
        "reference": f"{member.pk}:{at.timestamp()}",
    }
