"""An address counts once somebody has shown that mail to it reaches them (F29).

Until then the account is there to shop and to earn with. Its points are frozen, and no
mail repeats what was written about the person: it may be to a stranger.
"""

from datetime import datetime

from django.core import signing
from django.db import transaction
from oscar.apps.address.models import UserAddress

from shop.happenings.telling import happen
from shop.identity.factors import MODELS
from shop.outbox import sending
from shop.rewards import freezing
from shop.users.models import RecoveryCodes, User

SALT = "shop.identity.confirming"
LINK_IS_GOOD_FOR = 7 * 24 * 60 * 60


class LinkIsStale(Exception):
    """The link is forged, too old, or was made for an earlier address."""


def token_for(user: User) -> str:
    return signing.dumps([user.pk, user.email], salt=SALT)


@transaction.atomic
def ask_again(*, user: User, asked_at: datetime) -> None:
    """Send the link once more; nothing to whoever has confirmed the address.

    The link itself is made when the mail is sent, so that nobody who may look at the
    outbox can open it.
    """
    if user.confirmed_at is not None:
        return
    sending.queue(
        kind="confirm-address",
        to=user.email,
        language=user.language,
        context={"user_id": user.pk},
        reference=f"{user.pk}:{asked_at.timestamp()}",
        queued_at=asked_at,
    )


@transaction.atomic
def confirm(*, user: User, token: str, confirmed_at: datetime) -> User:
    """Count the address as the member's own. Raises LinkIsStale.

    The link works only for who is signed in to this account: the owner of an address
    confirms nothing that a stranger has opened with it.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    check(user=user, token=token)
    settle(user=user, at=confirmed_at)
    return user


def check(*, user: User, token: str) -> None:
    """Raise LinkIsStale unless the link is of this account and its address."""
    try:
        pk, email = signing.loads(token, salt=SALT, max_age=LINK_IS_GOOD_FOR)
    except (signing.BadSignature, ValueError) as error:
        raise LinkIsStale from error
    if (pk, email) != (user.pk, user.email):
        raise LinkIsStale


def forget_stranger(*, user: User) -> None:
    """Whoever has the mailbox takes over an account that nobody has confirmed.

    A stranger may have opened it before them: no parcel goes to an address of theirs,
    and nobody is asked for a second factor that they have.
    """
    user.first_name = user.last_name = ""
    user.save(update_fields=["first_name", "last_name"])
    UserAddress.objects.filter(user=user).delete()
    RecoveryCodes.objects.filter(user=user).delete()
    for factors in MODELS.values():
        factors.objects.filter(user=user).delete()


def settle(*, user: User, at: datetime) -> None:
    """Whoever opened a link in a mail to the address has it; once is enough."""
    if user.confirmed_at is not None:
        return
    user.confirmed_at = at
    user.save(update_fields=["confirmed_at"])
    freezing.confirmed(member=user)
    happen(
        kind="member.confirmed",
        subject=f"member:{user.pk}",
        facts={},
        at=at,
        reference=str(user.pk),
    )
