"""The demo's ladder: Leaf for everybody, Blossom, and Grove.

It begins when the demo is made: nobody approves for the past. What was bought before
counts.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from loyalty.tiers.reading import stands, today
from shop.demo import one_order
from shop.demo.accounts import DOMAIN
from shop.demo.crowd import somebody
from shop.forks.partner.models import StockRecord
from shop.orders.paying import confirming
from shop.rewards import standing
from shop.rewards.desk import laddering
from shop.users.models import User

# What so many regulars have bought at once.
CLIMBED = (Decimal(260), Decimal(120))
ORDERS = len(CLIMBED)
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
        "threshold": Decimal(100),
        "multiplier": Decimal("1.25"),
        "free_delivery_from": Decimal(25),
        "mark": "rose",
    },
    {
        "name_en": "Grove",
        "name_zh_hans": "林木",
        "threshold": Decimal(240),
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


def let_some_climb(
    *, regulars: Sequence[User], staff: User, goods: Sequence[StockRecord], seed: int
) -> None:
    """Let the first regulars buy what a tier above the first asks for."""
    now = timezone.now()
    most = sorted(goods, key=lambda record: -record.price * _pieces(record))
    for number, (member, money, record) in enumerate(
        zip(regulars, CLIMBED, most, strict=False)
    ):
        order = one_order.place(
            buyer=member,
            address=somebody(number, seed).address,
            record=record,
            pieces=min(int(money / record.price) + 1, _pieces(record)),
            at=now,
        )
        confirming.mark_paid(number=order.number, actor=staff, at=now)


def _pieces(record: StockRecord) -> int:
    """What can be bought of it, and something is left."""
    return record.net_stock_level // 2


def look_at_members(*, at: datetime) -> None:
    """Let everybody hold what they have bought."""
    standing.reckon_all(at=at)
