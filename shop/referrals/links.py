"""A member's own link: made when it is asked for, the same ever after."""

import secrets
from datetime import datetime

from loyalty import reading
from loyalty.enrolment import NotAMember
from shop.referrals.models import Link
from shop.typed.numbers import ALPHABET, read_figures
from shop.users.models import User

__all__ = ["Link", "NotAMember", "can_invite", "find", "link_of", "make_link"]
LENGTH = 12  # 32¹², nothing that can be tried out


def link_of(member: User) -> Link | None:
    return Link.objects.filter(member=member).first()


def can_invite(person: User) -> bool:
    """Whether there is an account to thank this person on: staff may have none."""
    return reading.is_member(person)


def make_link(*, member: User, made_at: datetime) -> Link:
    """Return the member's link, made now if there is none. Raises NotAMember."""
    if not can_invite(member):
        raise NotAMember(member.pk)
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
            member__loyalty_account__isnull=False,
            member__loyalty_account__closed_at=None,
        )
        .select_related("member__loyalty_account")
        .first()
    )
