"""The demo's ladder: Leaf for everybody, Blossom, and Grove.

It begins when the demo is made: nobody approves for the past. What was bought before
counts.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from loyalty.tiers.reading import stands, today
from shop.demo.accounts import DOMAIN
from shop.rewards import standing
from shop.rewards.desk import laddering
from shop.users.models import User

TIERS: tuple[Mapping[str, Any], ...] = (
    {
        "name_en": "Leaf",
        "name_zh_hans": "新叶",
        "threshold": Decimal(0),
        "mark": "green",
    },
    {
        "name_en": "Blossom",
        "name_zh_hans": "花开",
        "threshold": Decimal(120),
        "multiplier": Decimal("1.25"),
        "free_delivery_from": Decimal(25),
        "mark": "rose",
    },
    {
        "name_en": "Grove",
        "name_zh_hans": "林木",
        "threshold": Decimal(300),
        "multiplier": Decimal("1.5"),
        "free_delivery_from": Decimal(0),
        "perk_en": "A bag of tea of the season",
        "perk_zh_hans": "一袋时令茶",
        "mark": "gold",
    },
)


def raise_one() -> None:
    """Write it and decide on it, if there is none."""
    now = timezone.now()
    if stands(at=now):
        return
    desk = User.objects.get(email=f"points@{DOMAIN}")
    manager = User.objects.get(email=f"manager@{DOMAIN}")
    ladder = laddering.draft_ladder(
        actor=desk, drafted_at=now, starts_on=today(now), tiers=TIERS
    )
    laddering.submit_ladder(ladder=ladder, actor=desk, submitted_at=now)
    laddering.approve_ladder(ladder=ladder, actor=manager, approved_at=now)


def look_at_members(*, at: datetime) -> None:
    """Let everybody hold what they have bought."""
    standing.reckon_all(at=at)
