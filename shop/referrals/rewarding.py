"""Give both what an invitation is worth, once the friend has kept an order (L38).

A reward is one row, whose key is the friend: whatever is repeated or comes at once,
there is one. What looks like one person behind both accounts waits for staff.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from loyalty import earning, why
from loyalty.adjustment import expires_like_earned
from shop.forks.order.models import Order, OrderStatus
from shop.happenings.telling import happen
from shop.referrals import signs
from shop.referrals.kept import first_kept
from shop.referrals.models import Referral, Reward
from shop.users.models import User

logger = logging.getLogger(__name__)


def reward_due(*, at: datetime) -> int:
    """Decide on every referral whose friend has kept an order; return how many.

    Can be stopped and repeated, and run twice at once: each is a transaction.
    """
    friends = list(_due(at).values_list("pk", flat=True))
    return sum(_reward_one(friend, at) for friend in friends)


def _reward_one(friend: int, at: datetime) -> bool:
    try:
        return reward(friend, at=at) is not None
    except Exception:  # whatever it was, the others get what is theirs
        logger.exception("The referral of member %s could not be decided on", friend)
        return False


@transaction.atomic
def reward(friend: int, *, at: datetime) -> Reward | None:
    """Decide on one referral, if its friend has kept an order and it is not decided.

    Given at once, or left to staff where something speaks for self-referral.
    """
    referral = Referral.objects.select_related("terms", "friend", "referrer").get(
        pk=friend
    )
    lock(referral)
    if Reward.objects.filter(pk=friend).exists() or not referral.friend.confirmed_at:
        return None
    order = first_kept(referral=referral, at=at)
    if order is None:
        return None
    seen = signs.of(referral)
    reward = Reward(
        referral=referral,
        order=order,
        signs=seen,
        state=Reward.State.WAITING,
        found_at=at,
    )
    if not seen:
        promise(reward, at=at)
    reward.save(force_insert=True)
    if reward.state == Reward.State.GIVEN:
        pay(reward, at=at)
    return reward


def lock(referral: Referral) -> None:
    """One reward of a referrer at a time: their year is counted."""
    User.objects.select_for_update(no_key=True).get(pk=referral.referrer_id)


def promise(reward: Reward, *, at: datetime) -> None:
    """Fill in what both get by the terms of the referral, behind `lock`.

    Who has invited as many as a year rewards gets nothing more; the friend does.
    """
    terms = reward.referral.terms
    reward.state, reward.decided_at = Reward.State.GIVEN, at
    reward.friend_points = terms.friend_points
    has_room = rewarded_in_year(reward.referral.referrer, at=at) < terms.most_per_year
    reward.referrer_points = terms.referrer_points if has_room else 0


def rewarded_in_year(referrer: User, *, at: datetime) -> int:
    """How many friends this member got points for in the calendar year of `at`."""
    zone = timezone.get_default_timezone()
    begins = at.astimezone(zone).replace(
        month=1, day=1, hour=0, minute=0, second=0, microsecond=0
    )
    return Reward.objects.filter(
        referral__referrer=referrer,
        referrer_points__gt=0,
        decided_at__gte=begins,
        decided_at__lt=begins.replace(year=begins.year + 1),
    ).count()


def pay(reward: Reward, *, at: datetime) -> None:
    """Book what a saved reward says, in the order of accounts, and tell both.

    Raises AccountClosed where an account was merged meanwhile.
    """
    referral = reward.referral
    for member, points, reason in sorted(
        (
            (referral.friend, reward.friend_points, why.came_by_invitation()),
            (referral.referrer, reward.referrer_points, why.invited()),
        ),
        key=lambda gift: gift[0].pk,
    ):
        if points:
            _give(referral, member, points, reason, at)


def _give(
    referral: Referral, member: User, points: int, reason: why.Why, at: datetime
) -> None:
    earning.accrue(
        member=member,
        points=points,
        reference=referral.reference,
        accrued_at=at,
        expires_at=expires_like_earned(at),
        why=reason,
        pending=False,
    )
    happen(
        kind="referral.rewarded",
        subject=f"member:{member.pk}",
        facts={"points": points, "as_friend": member.pk == referral.friend_id},
        at=at,
        reference=f"{referral.reference}:{member.pk}",
    )


def _due(at: datetime) -> QuerySet[Referral]:
    latest = at - timedelta(days=settings.RETURN_WINDOW_DAYS)
    delivered = Order.objects.filter(
        user=OuterRef("friend_id"),
        status=OrderStatus.DELIVERED,
        delivered_at__lte=latest,
        date_placed__gte=OuterRef("referred_at"),
    )
    return Referral.objects.filter(
        Exists(delivered),
        reward=None,
        friend__confirmed_at__isnull=False,
    ).order_by("pk")
