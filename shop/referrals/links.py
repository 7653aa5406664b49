"""A member's own link: made when it is asked for, the same ever after."""

import secrets
from datetime import datetime

from loyalty import reading
from shop.referrals.models import Link
from shop.typed.numbers import ALPHABET, read_figures
from shop.users.models import User

LENGTH = 12  # 32¹², nothing that can be tried out


class CannotInvite(Exception):
    """Takes no part in the programme, or has not confirmed the address."""


def link_of(member: User) -> Link | None:
    return Link.objects.filter(member=member).first()


def can_invite(person: User) -> bool:
    """Whether there is an account to thank this person on, and an address of theirs.

    Staff may have no such account; an address counts once it is confirmed.
    """
    return person.confirmed_at is not None and reading.is_member(person)


def make_link(*, member: User, made_at: datetime) -> Link:
    """Return the member's link, made now if there is none. Raises CannotInvite."""
    if not can_invite(member):
        raise CannotInvite(member.pk)
    code = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    link, _made = Link.objects.get_or_create(
        member=member, defaults={"code": code, "made_at": made_at}
    )
    return link


def find(code: str) -> Link | None:
    """Return the link of somebody who can still be thanked for using it."""
    figures = read_figures(code[:100])
    return (
        Link.objects.filter(
            code=figures,
            member__is_active=True,
            member__confirmed_at__isnull=False,
            member__loyalty_account__isnull=False,
            member__loyalty_account__closed_at=None,
        )
        .select_related("member__loyalty_account")
        .first()
    )
