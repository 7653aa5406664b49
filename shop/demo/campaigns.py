"""The demo's campaigns: two that run, one to come, one in review, and one that is over.

They begin when the demo is made: nobody approves for the past, and the tables look at
their own clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from loyalty.campaigns.reading import CampaignVersion, stands
from shop.demo import one_order
from shop.demo.accounts import DOMAIN
from shop.demo.crowd import mei_herself
from shop.demo.wares import Words
from shop.forks.catalogue.models import Category
from shop.forks.partner.models import StockRecord
from shop.orders.paying import confirming
from shop.rewards.desk import campaigning
from shop.users.models import User

DAY = timedelta(days=1)
TEA = "tea"
# Mei has bought some tea while one ran.
ORDERS, PIECES = 1, 2


@dataclass(frozen=True, kw_only=True)
class Told:
    """A campaign and how far it has come; `begins` and `ends` after so many days."""

    name: Words
    steps: Sequence[str] = ("submit", "approve")
    begins: int = 0
    ends: int | None = None
    on: str = ""
    says: Mapping[str, Any] = field(default_factory=dict)


CAMPAIGNS = (
    Told(
        name=Words("Tea time", "饮茶时光"),
        ends=21,
        on=TEA,
        says={
            "amount": "per-unit",
            "rate": Decimal(2),
            "max_per_month": 500,
            "budget": 50_000,
        },
    ),
    Told(
        name=Words("Welcome to the table", "欢迎入席"),
        says={"amount": "fixed", "rate": Decimal(100), "first_order_only": True},
    ),
    Told(
        name=Words("Twice before winter", "入冬双倍"),
        begins=10,
        ends=12,
        says={"amount": "multiplier", "rate": Decimal(2), "min_basket": Decimal(50)},
    ),
    Told(
        name=Words("A row of seeds", "播下一行"),
        steps=("submit",),
        begins=30,
        ends=60,
        on="seeds-and-plants",
        says={"amount": "per-piece", "rate": Decimal(15), "min_pieces": 3},
    ),
    Told(
        name=Words("Soap weekend", "香皂周末"),
        steps=("submit", "approve", "end"),
        on="soap",
        says={"amount": "fixed", "rate": Decimal(40), "budget": 2_000},
    ),
)


def run_some() -> int:
    """Write and decide on those above, if there are none; return how many."""
    now = timezone.now()
    if stands(at=now):
        return 0
    desk = User.objects.get(email=f"points@{DOMAIN}")
    manager = User.objects.get(email=f"manager@{DOMAIN}")
    for told in CAMPAIGNS:
        version = _draft(told, desk, now)
        _decide(version, told.steps, desk, manager, now)
    return len(CAMPAIGNS)


def let_mei_buy_tea(*, mei: User, staff: User, goods: Sequence[StockRecord]) -> None:
    now = timezone.now()
    teas = [one for one in goods if _is_tea(one)]
    order = one_order.place(
        buyer=mei,
        address=mei_herself().address,
        record=(teas or goods)[0],
        pieces=PIECES,
        at=now,
    )
    confirming.mark_paid(number=order.number, actor=staff, at=now)


def _is_tea(record: StockRecord) -> bool:
    shelf = record.product.parent or record.product
    return shelf.categories.filter(path__startswith=_shelf(TEA).path).exists()


def _shelf(slug: str) -> Category:
    return Category.objects.get(slug=slug)


def _draft(told: Told, desk: User, now: datetime) -> CampaignVersion:
    return campaigning.draft_campaign(
        actor=desk,
        drafted_at=now,
        name_en=told.name.en,
        name_zh_hans=told.name.zh,
        starts_at=now + told.begins * DAY,
        ends_at=None if told.ends is None else now + told.ends * DAY,
        labels=[_shelf(told.on).code] if told.on else [],
        **told.says,
    )


def _decide(
    version: CampaignVersion,
    steps: Sequence[str],
    desk: User,
    manager: User,
    now: datetime,
) -> None:
    if "submit" in steps:
        campaigning.submit_campaign(version=version, actor=desk, submitted_at=now)
    if "approve" in steps:
        campaigning.approve_campaign(version=version, actor=manager, approved_at=now)
    if "end" in steps:
        campaigning.end_campaign(
            campaign_id=version.campaign_id,
            actor=manager,
            ended_at=now,
            reason="The soaps were sold out sooner than we thought.",
        )
