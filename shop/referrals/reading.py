"""What a member sees of the friends they invited: how many, never who bought what."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from shop.referrals import rewarding
from shop.referrals.models import Referral, Reward
from shop.users.models import User


@dataclass(frozen=True, kw_only=True)
class Invited:
    """Friends by how far they are, and the points that came of them."""

    registered: int = 0
    waiting: int = 0
    rewarded: int = 0
    declined: int = 0
    points: int = 0
    this_year: int = 0

    @property
    def under_way(self) -> int:
        """Who has not kept an order yet."""
        return self.registered - self.waiting - self.rewarded - self.declined


def invited_by(member: User, *, at: datetime) -> Invited:
    state = "reward__state"
    found = Referral.objects.filter(referrer=member).aggregate(
        registered=Count("pk"),
        waiting=Count("pk", filter=Q(**{state: Reward.State.WAITING})),
        rewarded=Count("pk", filter=Q(**{state: Reward.State.GIVEN})),
        declined=Count("pk", filter=Q(**{state: Reward.State.DECLINED})),
        points=Sum("reward__referrer_points", default=0),
    )
    return Invited(this_year=rewarding.rewarded_in_year(member, at=at), **found)


def invited(member: User) -> Referral | None:
    """Return the referral that brought a member, if one did."""
    found = Referral.objects.select_related("terms", "reward")
    return found.filter(friend=member).first()
