"""The demo's missions: a welcome, good mornings, a tea card, a quiz, one in review.

They begin when the demo is made: nobody approves for the past. Mei is in the midst of
three, and the friends whom she invited begin with the welcome.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from loyalty.missions.reading import MissionVersion, newest_stands
from shop.demo.accounts import DOMAIN
from shop.demo.wares import Words
from shop.forks.catalogue.models import Category
from shop.missions import deciding, taking_part
from shop.users.models import User

TEA = "tea"
STORY = Words(
    "Oolong lies between green tea and black tea. Its leaves are shaken until their "
    "edges turn red, and then fired to stop it there. How long the shaking lasts "
    "decides whether the cup smells of flowers or of roasted nuts.\n\nRinse it with "
    "hot water for a moment, and give it five infusions: the third is the best.",
    "乌龙茶介于绿茶与红茶之间。茶叶经摇青，叶缘转红，再以高温杀青定住。摇青的时间长短，"
    "决定杯中是花香还是焙火坚果香。\n\n先用热水快速润茶，再冲泡五道：第三道最好。",
)
QUESTION = Words(
    "Which infusion of an oolong is the best?\nThe first\nThe third\nThe tenth",
    "乌龙茶的第几道最好？\n第一道\n第三道\n第十道",
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """A mission, how far it has come, and whether Mei is in it."""

    name: Words
    steps: Sequence[Mapping[str, Any]]
    budget: int
    decisions: Sequence[str] = ("submit", "approve")
    says: Mapping[str, Any] = field(default_factory=dict)
    is_meis: bool = False


MISSIONS = (
    Told(
        name=Words("A month to settle in", "安顿一个月"),
        budget=200_000,
        says={"audience": "new-members", "bonus": 50},
        steps=(
            {"kind": "address", "points": 20},
            {"kind": "profile", "points": 30, "opens_after": 10},
            {"kind": "order", "points": 100, "opens_after": 30},
        ),
    ),
    Told(
        name=Words("Good mornings", "晨安"),
        budget=100_000,
        is_meis=True,
        steps=(
            {"kind": "check-in", "times": 30, "points": 1},
            {"kind": "streak", "goal": 7, "times": 4, "points": 15},
        ),
    ),
    Told(
        name=Words("The tea card", "茶卡"),
        budget=150_000,
        is_meis=True,
        says={"looks_back": 180},
        steps=(
            {"kind": "pieces", "goal": 8, "times": 3, "points": 120, "labels": [TEA]},
            {"kind": "order", "goal": 5, "times": 2, "points": 60},
        ),
    ),
    Told(
        name=Words("Know your oolong", "认识乌龙"),
        budget=60_000,
        is_meis=True,
        says={"bonus": 10},
        steps=(
            {"kind": "story", "text_en": STORY.en, "text_zh_hans": STORY.zh},
            {
                "kind": "quiz",
                "points": 15,
                "question_en": QUESTION.en,
                "question_zh_hans": QUESTION.zh,
                "answer": 2,
            },
        ),
    ),
    Told(
        name=Words("Something for the garden", "为花园添点什么"),
        budget=30_000,
        decisions=("submit",),
        steps=(
            {
                "kind": "order-with",
                "goal": 2,
                "points": 50,
                "labels": ["seeds-and-plants"],
            },
        ),
    ),
)


def run_some() -> int:
    """Write and decide on those above, if there are none; return how many."""
    now = timezone.now()
    if newest_stands(at=now):
        return 0
    desk = User.objects.get(email=f"points@{DOMAIN}")
    manager = User.objects.get(email=f"manager@{DOMAIN}")
    for told in MISSIONS:
        version = _draft(told, desk, now)
        if "submit" in told.decisions:
            deciding.submit_mission(version=version, actor=desk, submitted_at=now)
        if "approve" in told.decisions:
            deciding.approve_mission(version=version, actor=manager, approved_at=now)
    return len(MISSIONS)


def let_mei_begin(*, mei: User) -> None:
    """Stamps for what she has kept, a first morning, and a story that she has read."""
    now = timezone.now()
    hers = {told.name.en for told in MISSIONS if told.is_meis}
    for stand in newest_stands(at=now):
        version = stand.version
        if version.name_en not in hers:
            continue
        taking_part.begin(member=mei, mission_id=version.mission_id, at=now)
        if version.steps.filter(kind="story").exists():
            taking_part.has_read(member=mei, version_id=version.pk, number=1, at=now)
    taking_part.check_in(member=mei, at=now)


def _draft(told: Told, desk: User, now: datetime) -> MissionVersion:
    return deciding.draft_mission(
        actor=desk,
        drafted_at=now,
        name_en=told.name.en,
        name_zh_hans=told.name.zh,
        starts_at=now,
        budget=told.budget,
        steps=[
            {**step, "labels": [_code(slug) for slug in step.get("labels", ())]}
            for step in told.steps
        ],
        **told.says,
    )


def _code(slug: str) -> str:
    return Category.objects.get(slug=slug).code
