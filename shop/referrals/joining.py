"""Somebody registers with a member's link: the one moment at which that counts."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from shop.referrals import signs, terms
from shop.referrals.links import find
from shop.referrals.models import Referral
from shop.users.models import User

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """The code somebody came with, and who else had signed in on their device."""

    code: str
    known_on_device: Collection[int] = ()


def refer(
    *, friend: User, invitation: Invitation, referred_at: datetime
) -> Referral | None:
    """Write down who brought a new member, in the transaction that registers them.

    Nothing, where nobody can invite now or the code is nobody's: that must keep
    nobody from registering, and what the tables refuse must not either.
    """
    link, in_force = find(invitation.code), terms.current()
    if link is None or not in_force.is_open or link.member_id == friend.pk:
        return None
    if link.member.loyalty_account.enrolled_at >= referred_at:
        return None  # nobody is brought by who came after them
    referral = Referral(
        friend=friend,
        referrer=link.member,
        terms=in_force,
        signs=signs.at_registration(
            friend=friend,
            referrer=link.member,
            known_on_device=invitation.known_on_device,
        ),
        referred_at=referred_at,
    )
    try:
        with transaction.atomic():
            referral.save(force_insert=True)
    except IntegrityError:
        logger.exception("Who brought member %s was not written down", friend.pk)
        return None
    return referral
