"""Staff decide on what looks like one person behind two accounts, and say why."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from loyalty import merging
from loyalty.earning import AccountClosed
from loyalty.people import OwnAccount
from loyalty.why import valid_reason
from shop.audit.record import record
from shop.referrals import rewarding
from shop.referrals.models import Reward
from shop.users.models import User
from shop.users.permission import require

__all__ = [
    "AccountClosed",
    "AlreadyDecided",
    "OwnAccount",
    "Reward",
    "SamePerson",
    "approve",
    "decline",
    "rewards",
    "waiting",
]
PERMISSION = "loyalty.adjust_points"


class AlreadyDecided(Exception):
    """The reward was given or declined before."""


class SamePerson(Exception):
    """Both accounts are one by now: nobody is thanked for bringing themselves."""


def rewards() -> QuerySet[Reward]:
    """All of them, the newest first."""
    return Reward.objects.select_related(
        "referral__friend",
        "referral__referrer",
        "referral__terms",
        "order",
        "decided_by",
    ).order_by("-found_at", "-pk")


def waiting() -> QuerySet[Reward]:
    """What waits for a decision."""
    return rewards().filter(state=Reward.State.WAITING)


@transaction.atomic
def approve(*, friend: int, reason: str, actor: User, approved_at: datetime) -> Reward:
    """Give both what they were promised.

    Raises PermissionDenied, ReasonMissing, Reward.DoesNotExist, AlreadyDecided,
    OwnAccount, SamePerson, AccountClosed.
    """
    reward, reason = _open(friend, reason, actor)
    if _end(reward.referral.friend) == _end(reward.referral.referrer):
        raise SamePerson(friend)
    rewarding.promise(reward, at=approved_at)
    _log("referral.approve", reward, reason, actor, at=approved_at)
    rewarding.pay(reward, at=approved_at)
    return reward


@transaction.atomic
def decline(*, friend: int, reason: str, actor: User, declined_at: datetime) -> Reward:
    """Give nothing, for good. Raises what `approve` raises but for the accounts."""
    reward, reason = _open(friend, reason, actor)
    reward.state, reward.decided_at = Reward.State.DECLINED, declined_at
    _log("referral.decline", reward, reason, actor, at=declined_at)
    return reward


def _open(friend: int, reason: str, actor: User) -> tuple[Reward, str]:
    require(actor, PERMISSION)
    reason = valid_reason(reason)
    reward = rewards().get(pk=friend)
    referral = reward.referral
    if actor.pk in (referral.friend_id, referral.referrer_id):
        raise OwnAccount(actor.pk)
    rewarding.lock(referral)
    reward.refresh_from_db(fields=["state"])
    if reward.state != Reward.State.WAITING:
        raise AlreadyDecided(friend)
    return reward, reason


def _log(
    action: str, reward: Reward, reason: str, actor: User, *, at: datetime
) -> None:
    """Write the decision down: in the reward, and in the log."""
    reward.decided_by, reward.reason = actor, reason[:500]
    reward.save()
    record(
        actor=actor,
        action=action,
        subject=f"member:{reward.pk}",
        recorded_at=at,
        after={
            "referrer": reward.referral.referrer_id,
            "to_friend": reward.friend_points,
            "to_referrer": reward.referrer_points,
        },
        reason=reward.reason,
    )


def _end(person: User) -> int:
    """The account that a person has by now."""
    return [person.pk, *(one.pk for one in merging.successors(member=person))][-1]
