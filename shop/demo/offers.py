"""The demo's offers and its voucher, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from oscar.apps.voucher.models import Voucher

from shop.demo.wares import Words
from shop.forks.catalogue.models import Category
from shop.forks.offer.models import Benefit, Condition, ConditionalOffer, Range

VOUCHER_CODE = "GOODMORNING"
EVERYTHING = ""


@dataclass(frozen=True, kw_only=True)
class Deal:
    slug: str
    title: Words
    about: Words
    on: str  # a category's slug, or EVERYTHING
    condition: Mapping[str, Any]
    benefit: Mapping[str, Any]
    priority: int
    voucher: bool = False


DEALS = (
    Deal(
        slug="tea-month",
        title=Words("Tea month", "茶月"),
        about=Words("10 % off every tea.", "所有茶叶九折。"),
        on="tea",
        condition={"type": Condition.COUNT, "value": 1},
        benefit={"type": Benefit.PERCENTAGE, "value": 10},
        priority=40,
    ),
    Deal(
        slug="three-soaps-for-two",
        title=Words("Three soaps for two", "香皂买三付二"),
        about=Words(
            "Take three soaps, the cheapest is on us.",
            "任选三块香皂，最便宜的一块免费。",
        ),
        on="soap",
        condition={"type": Condition.COUNT, "value": 3},
        benefit={"type": Benefit.MULTIBUY},
        priority=30,
    ),
    Deal(
        slug="sow-a-row",
        title=Words("Sow a row", "播一行"),
        about=Words(
            "15 % off seeds and plants when you take three.",
            "种子与植物任选三件，八五折。",
        ),
        on="seeds-and-plants",
        condition={"type": Condition.COUNT, "value": 3},
        benefit={"type": Benefit.PERCENTAGE, "value": 15},
        priority=20,
    ),
    Deal(
        slug="five-off-sixty",
        title=Words("€5 off from €60", "满 60 欧减 5 欧"),
        about=Words("€5 off any basket from €60.", "任意商品满 60 欧，立减 5 欧。"),
        on=EVERYTHING,
        condition={"type": Condition.VALUE, "value": 60},
        benefit={"type": Benefit.FIXED, "value": 5},
        priority=10,
    ),
    Deal(
        slug="good-morning",
        title=Words("Good-morning voucher", "早安优惠码"),
        about=Words("10 % off your basket.", "整单九折。"),
        on=EVERYTHING,
        condition={"type": Condition.COUNT, "value": 1},
        benefit={"type": Benefit.PERCENTAGE, "value": 10},
        priority=5,
        voucher=True,
    ),
)


def make_offers(*, at: datetime) -> int:
    """Make the deals that are missing; return how many were made."""
    known = set(ConditionalOffer.objects.values_list("slug", flat=True))
    missing = [deal for deal in DEALS if deal.slug not in known]
    for deal in missing:
        offer = _offer(deal)
        if deal.voucher:
            _voucher(deal, offer, at)
    return len(missing)


def _offer(deal: Deal) -> ConditionalOffer:
    goods = _range(deal.on)
    value = {"value": Decimal(deal.condition["value"])}
    benefit = {**deal.benefit}
    if "value" in benefit:
        benefit["value"] = Decimal(benefit["value"])
    return ConditionalOffer.objects.create(
        slug=deal.slug,
        name=deal.title.en,
        name_en=deal.title.en,
        name_zh_hans=deal.title.zh,
        description=deal.about.en,
        description_en=deal.about.en,
        description_zh_hans=deal.about.zh,
        offer_type=ConditionalOffer.VOUCHER if deal.voucher else ConditionalOffer.SITE,
        exclusive=False,
        priority=deal.priority,
        condition=Condition.objects.create(range=goods, **{**deal.condition, **value}),
        benefit=Benefit.objects.create(range=goods, **benefit),
    )


def _range(slug: str) -> Range:
    name = f"Demo: {slug or 'everything'}"
    goods, made = Range.objects.get_or_create(
        name=name, defaults={"includes_all_products": slug == EVERYTHING}
    )
    if made and slug:
        goods.included_categories.add(Category.objects.get(slug=slug))
    return goods


def _voucher(deal: Deal, offer: ConditionalOffer, at: datetime) -> None:
    voucher = Voucher.objects.create(
        name=deal.title.en,
        code=VOUCHER_CODE,
        usage=Voucher.MULTI_USE,
        start_datetime=at - timedelta(days=1),
        end_datetime=at + timedelta(days=365),
    )
    voucher.offers.add(offer)
