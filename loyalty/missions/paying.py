"""Give a member what is due by the missions they have begun."""

from datetime import datetime

from loyalty import ledger
from loyalty.adjustment import expires_like_earned
from loyalty.arithmetic.missions import Reward
from loyalty.missions.reading import Taken, taken_by
from loyalty.models import Posting
from loyalty.people import Person
from loyalty.why import Why
from loyalty.why.missions import mission_step

__all__ = ["NotBegun", "NotDone", "Paid", "pay", "pay_due"]

Paid = tuple[Taken, Reward]


class NotBegun(Exception):
    """The member is not in this version of the mission."""


class NotDone(Exception):
    """The step was not done so often, or its day has not come."""


def pay_due(*, member: Person, at: datetime) -> list[Paid]:
    """Give everything whose day has come; return what was given just now.

    What was given before is not given again, whoever asks at once. Raises AccountClosed
    where the account was merged.
    """
    paid = []
    for taken in taken_by(member, at=at):
        known = {(reward.step, reward.nth) for reward in taken.rewards}
        for reward in taken.progress.due:
            if (reward.step, reward.nth) not in known:
                pay(member=member, taken=taken, reward=reward, at=at)
                paid.append((taken, reward))
    return paid


def pay(*, member: Person, taken: Taken, reward: Reward, at: datetime) -> Posting:
    """Give one reward; the first posting when it was given before.

    How many points that are is read by the ledger. Raises NotBegun, NotDone.
    """
    return ledger.post(
        "pay_mission",
        {"not-begun": NotBegun, "not-done": NotDone},
        member=member.pk,
        version=taken.version.pk,
        step=reward.step,
        nth=reward.nth,
        at=at,
        why=_why(taken, reward).stored(),
        expires=expires_like_earned(at),
    )


def _why(taken: Taken, reward: Reward) -> Why:
    version = taken.version
    steps = {one.step.number: one.step for one in taken.progress.steps}
    step = steps.get(reward.step)
    return mission_step(
        names=(version.name_en, version.name_zh_hans),
        step=reward.step,
        kind=step.kind if step else "",
        goal=step.goal if step else 0,
        nth=reward.nth,
    )
