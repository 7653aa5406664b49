"""Write down what a member did and is, and give what is due for it."""

import logging
from datetime import datetime

from django.db import transaction
from oscar.apps.address.models import UserAddress

from loyalty.arithmetic.missions import ADDRESS, PROFILE, Deed
from loyalty.missions import doing, paying, reading, taking_part
from loyalty.missions.doing import done_now
from shop.happenings.telling import happen
from shop.missions import kept_orders
from shop.users.models import User

logger = logging.getLogger(__name__)


@transaction.atomic
def notice(*, member: User, at: datetime) -> int:
    """Look what a member in missions did that no button says; return points given.

    Whoever is in none is left alone.
    """
    lock(member)
    taken = reading.taken_by(member, at=at)
    if not any(one.goes_on or one.progress.to_come for one in taken):
        return give_due(member=member, at=at) if taken else 0
    deeds = [*standing(member, at), *kept_orders.fresh_deeds(member=member, at=at)]
    doing.note(member=member, deeds=deeds, noted_at=at)
    return give_due(member=member, at=at)


def lock(member: User) -> None:
    """One deed of a member at a time: whoever comes second sees all that is done."""
    User.objects.select_for_update(no_key=True).get(pk=member.pk)


@transaction.atomic
def give_due(*, member: User, at: datetime) -> int:
    """Give what is due, and tell of it; return how many points that were."""
    paid = paying.pay_due(member=member, at=at)
    for taken, reward in paid:
        version = taken.version
        happen(
            kind="mission.rewarded",
            subject=f"member:{member.pk}",
            facts={
                "mission": version.name_en,
                "mission_zh": version.name_zh_hans,
                "points": reward.points,
                "is_over": taken.progress.is_over and not taken.progress.to_come,
            },
            at=at,
            reference=f"{version.pk}:{reward.step}:{reward.nth}:{member.pk}",
        )
    return sum(reward.points for _taken, reward in paid)


def begin_by_joining(*, member: User, at: datetime) -> None:
    """Let a new member into the missions for new members; a full one is left out."""
    for version in reading.open_for_new_members(at=at):
        try:
            taking_part.begin(member=member, version=version, began_at=at)
        except (
            taking_part.BegunBefore,
            taking_part.Full,
            taking_part.ForNewMembers,
            taking_part.NotAMember,
            taking_part.NotOpen,
        ) as refused:
            logger.info("Member %s did not begin: %r", member.pk, refused)


def standing(member: User, at: datetime) -> list[Deed]:
    """What somebody is, whenever they became so."""
    found = []
    if member.confirmed_at is not None:
        found.append(done_now(ADDRESS, ADDRESS, at=at))
    if member.last_name.strip() and UserAddress.objects.filter(user=member).exists():
        found.append(done_now(PROFILE, PROFILE, at=at))
    return found
