"""Missions as tests need them: approved by somebody else, open since a day before."""

from datetime import timedelta

from django.contrib.auth import get_user_model

from loyalty import reading
from loyalty.missions import drafting, paying, reviewing, taking_part
from tests.loyalty.conftest import MARCH, staff

DAY = timedelta(days=1)
CHECK_IN = {"kind": "check-in", "goal": 1, "times": 3, "points": 5}
LOOK_IN = {
    "name_en": "Look in",
    "name_zh_hans": "常来看看",
    "starts_at": MARCH - DAY,
    "budget": 1000,
    "steps": [CHECK_IN],
}
TEA_CARD = {
    "name_en": "Tea card",
    "name_zh_hans": "茶卡",
    "steps": [
        {"kind": "pieces", "goal": 3, "times": 2, "labels": ["tea"], "points": 40}
    ],
}
QUIZ = {
    "kind": "quiz",
    "points": 15,
    "question_en": "Which tea is not roasted?\nGreen tea\nHojicha",
    "question_zh_hans": "哪种茶没有焙火？\n绿茶\n焙茶",
    "answer": 1,
}
STORY = {"kind": "story", "text_en": "Tea is a leaf.", "text_zh_hans": "茶是叶子。"}


def drafter():
    return _known("mission-drafter", "draft_mission", "view_mission")


def approver():
    return _known("mission-approver", "approve_mission", "view_mission")


def _known(name, *permissions):
    found = get_user_model().objects.filter(email=f"{name}@members.example").first()
    return found or staff(name, *permissions)


def draft(*, drafted_at=MARCH, **fields):
    return drafting.draft_mission(
        actor=drafter(), drafted_at=drafted_at, **LOOK_IN | fields
    )


def approve(version, *, at=MARCH - timedelta(hours=1)):
    reviewing.submit_mission(version=version, actor=drafter(), submitted_at=at)
    reviewing.approve_mission(version=version, actor=approver(), approved_at=at)
    return version


def running(*, since=None, **fields):
    """A mission that is open, since a day before March or as long as is said."""
    if since is None:
        return approve(draft(**fields))
    return approve(draft(drafted_at=since, starts_at=since, **fields), at=since)


def begin(member, version, *, at=MARCH):
    return taking_part.begin(member=member, version=version, began_at=at)


def pay(member, *, at=MARCH):
    """The points that are given now."""
    paid = paying.pay_due(member=member, at=at)
    return [reward.points for _taken, reward in paid]


def given(member):
    """All that came of missions, by the postings."""
    found = reading.statement(member=member).filter(reference__startswith="mission:")
    return sum(posting.points_change for posting in found)
