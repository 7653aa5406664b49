"""Change who a member is, and what the account is signed in with."""

from datetime import datetime
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction

from loyalty.typed import reachable
from shop.happenings.telling import happen
from shop.identity.confirming import LinkIsStale, forget_stranger, settle
from shop.identity.joining import tell_owner
from shop.identity.visits import end_other_visits
from shop.outbox import sending
from shop.rewards.freezing import (
    EMAIL_CHANGED,
    PASSWORD_CHANGED,
    PASSWORD_CHOSEN,
    freeze_after,
)
from shop.users.models import User

__all__ = [
    "LinkIsStale",
    "ask_for_email",
    "ask_for_password",
    "change_details",
    "change_password",
    "choose_password",
    "confirm_email",
]

# As it was first: links that lie in somebody's mail stay good.
SALT = "shop.members.changing"
LINK_IS_GOOD_FOR = 24 * 60 * 60


def change_details(*, user: User, name: str, language: str) -> None:
    """Say how the member is called, and in which language mails come."""
    user.first_name, user.last_name = "", name
    user.language = language
    user.save(update_fields=["first_name", "last_name", "language"])


@transaction.atomic
def ask_for_email(*, user: User, email: str, language: str, asked_at: datetime) -> None:
    """Send a link to the new address; the old one holds until it is opened.

    An address that has an account gets another mail: who asks cannot tell (S13).
    Raises Unreachable.
    """
    email = reachable(email)
    if User.objects.filter(email=email).exclude(pk=user.pk).exists():
        tell_owner(email=email, told_at=asked_at)
        return
    token = signing.dumps([user.pk, user.email, email], salt=SALT)
    sending.queue(
        kind="confirm-email",
        to=email,
        language=language,
        # Without a name: it may be a stranger's address, and anything may stand there.
        context={"token": token},
        reference=f"{user.pk}:{asked_at.timestamp()}",
        queued_at=asked_at,
    )


@transaction.atomic
def confirm_email(*, user: User, token: str, confirmed_at: datetime) -> User:
    """Take the address over, and tell the old one. Raises LinkIsStale.

    The link works only for the member who asked for it. All other visits end, and
    points are frozen for a day (L40).
    """
    try:
        pk, old, new = signing.loads(token, salt=SALT, max_age=LINK_IS_GOOD_FOR)
    except (signing.BadSignature, ValueError) as error:
        raise LinkIsStale from error
    user = User.objects.select_for_update().get(pk=user.pk)
    if (pk, old) != (user.pk, user.email):
        raise LinkIsStale
    user.email = new
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError as error:
        raise LinkIsStale from error
    was_confirmed = user.confirmed_at is not None
    settle(user=user, at=confirmed_at)
    end_other_visits(user=user)
    freeze_after(member=user, cause=EMAIL_CHANGED, changed_at=confirmed_at)
    happen(kind="member.email-changed", **_about(user, confirmed_at))
    if was_confirmed:
        # To the address that is the member's no more: no fact says it.
        sending.queue(
            kind="email-changed",
            to=old,
            language=user.language,
            context={"name": user.greeted_as, "email": user.email},
            reference=f"{user.pk}:{confirmed_at.timestamp()}",
            queued_at=confirmed_at,
        )
    return user


@transaction.atomic
def change_password(*, user: User, password: str, changed_at: datetime) -> None:
    """Set a new password, and tell the owner by mail.

    All other visits end, and points are frozen for a day (L40).
    """
    _set_password(user, password)
    freeze_after(member=user, cause=PASSWORD_CHANGED, changed_at=changed_at)
    happen(kind="member.password-changed", **_about(user, changed_at))


@transaction.atomic
def choose_password(*, user: User, password: str, chosen_at: datetime) -> None:
    """Set a new password for whoever opened the link in the mail, and tell them.

    Raises LinkIsStale where it was used at the same time.
    """
    now = User.objects.select_for_update().get(pk=user.pk)
    if (now.password, now.email) != (user.password, user.email):
        raise LinkIsStale
    if now.confirmed_at is None:
        forget_stranger(user=user)
    _set_password(user, password)
    settle(user=user, at=chosen_at)
    freeze_after(member=user, cause=PASSWORD_CHOSEN, changed_at=chosen_at)
    happen(kind="member.password-chosen", **_about(user, chosen_at))


@transaction.atomic
def ask_for_password(*, email: str, asked_at: datetime) -> None:
    """Send the owner of an account a link to choose a new password.

    The link itself is made when the mail is sent, so that nobody who may look at
    the outbox can open it.
    """
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        return
    sending.queue(
        kind="password-reset",
        to=user.email,
        language=user.language,
        context={"name": user.greeted_as, "user_id": user.pk},
        reference=f"{user.pk}:{asked_at.timestamp()}",
        queued_at=asked_at,
    )


def _set_password(user: User, password: str) -> None:
    """With it all other visits end: each is known by the password it began with."""
    user.set_password(password)
    user.save(update_fields=["password"])


def _about(user: User, at: datetime) -> dict[str, Any]:
    return {
        "subject": f"member:{user.pk}",
        "facts": {},
        "at": at,
        "reference": f"{user.pk}:{at.timestamp()}",
    }
