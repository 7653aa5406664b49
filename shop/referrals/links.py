"""A member's own link: made when it is asked for, the same ever after."""

import secrets
from datetime import datetime

from shop.referrals.models import Link
from shop.typed.numbers import ALPHABET, read_figures
from shop.users.models import User

LENGTH = 12  # 32¹², nothing that can be tried out


def link_of(member: User) -> Link | None:
    return Link.objects.filter(member=member).first()


def make_link(*, member: User, made_at: datetime) -> Link:
    """Return the member's link, made now if there is none."""
    code = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    link, _made = Link.objects.get_or_create(
        member=member, defaults={"code": code, "made_at": made_at}
    )
    return link


def find(code: str) -> Link | None:
    """Return the link of somebody who can still be thanked for using it."""
    figures = read_figures(code[:100])
    return Link.objects.filter(code=figures, member__is_active=True).first()
