"""Become a member: an account to sign in with, and a points account."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from loyalty import enrolment
from loyalty.typed import Unreachable, reachable
from shop.forks.order.models import Order
from shop.happenings.telling import happen
from shop.outbox import sending
from shop.referrals.joining import Invitation, refer
from shop.rewards import freezing, sweeping
from shop.users.models import User

__all__ = ["Invitation", "Unreachable", "register", "tell_owner"]


@transaction.atomic
def register(
    *,
    email: str,
    password: str,
    name: str,
    language: str,
    registered_at: datetime,
    order_numbers: Collection[str] = (),
    invitation: Invitation | None = None,
) -> User | None:
    """Make a member of a person, or write to the one who has this address.

    Who asks cannot tell the two apart: a known address gets a mail instead of an
    account, after as much work (S13). A guest's orders `order_numbers`, which the
    caller knows to be this visitor's, come into the new account. Whose `invitation`
    they came by is written down. The address counts once it is confirmed
    (confirming.py). Raises Unreachable for one that mail does not get to.
    """
    email = reachable(email)
    hashed = make_password(password)
    try:
        with transaction.atomic():
            user = User.objects.create(
                email=email,
                password=hashed,
                last_name=name,
                language=language,
                confirmed_at=None,
            )
    except IntegrityError:
        tell_owner(email=email, told_at=registered_at)
        return None
    enrolment.enrol(member=user, enrolled_at=registered_at)
    freezing.await_confirmation(member=user, since=registered_at)
    _bring_along(user, order_numbers, at=registered_at)
    if invitation is not None:
        refer(friend=user, invitation=invitation, referred_at=registered_at)
    happen(
        kind="member.joined",
        subject=f"member:{user.pk}",
        facts={},
        at=registered_at,
        reference=str(user.pk),
    )
    return user


def _bring_along(user: User, numbers: Collection[str], *, at: datetime) -> None:
    """Give the new member the guest's orders, and what the paid ones have earned."""
    found = Order.objects.select_for_update(no_key=True).order_by("pk")
    for order in found.filter(number__in=numbers, user=None, guest_email=user.email):
        order.user, order.guest_email = user, ""
        order.save(update_fields=["user", "guest_email"])
        sweeping.accrue(order.pk, at=at)


def tell_owner(*, email: str, told_at: datetime) -> None:
    """Tell the owner of an address that somebody wanted to use it, once an hour."""
    owner = User.objects.filter(email=email).first()
    if owner is None:
        return
    sending.queue(
        kind="account-exists",
        to=owner.email,
        language=owner.language,
        context={"name": owner.greeted_as},
        reference=f"{owner.pk}:{told_at:%Y%m%d%H}",
        queued_at=told_at,
    )
