"""Ladders as tests need them: approved by somebody else, and begun."""

from datetime import timedelta
from decimal import Decimal

from django.contrib.auth import get_user_model

from loyalty.tiers import drafting, reviewing
from loyalty.tiers.reading import today
from tests.loyalty.conftest import MARCH, staff

LEAF = {
    "code": "leaf",
    "name_en": "Leaf",
    "name_zh_hans": "新叶",
    "threshold": Decimal(0),
    "mark": "green",
}
BLOSSOM = {
    "code": "blossom",
    "name_en": "Blossom",
    "name_zh_hans": "花开",
    "threshold": Decimal(100),
    "multiplier": Decimal("1.25"),
    "free_delivery_from": Decimal(50),
    "mark": "rose",
}
GROVE = {
    "code": "grove",
    "name_en": "Grove",
    "name_zh_hans": "林木",
    "threshold": Decimal(300),
    "multiplier": Decimal("1.5"),
    "free_delivery_from": Decimal(0),
    "perk_en": "A bag of tea of the season",
    "perk_zh_hans": "一袋时令茶",
    "mark": "gold",
}
USUAL = (LEAF, BLOSSOM, GROVE)
LONG_AGO = MARCH - timedelta(days=800)


def drafter():
    return _known("ladders", "draft_ladder")


def approver():
    return _known("approves-ladders", "approve_ladder")


def _known(name, permission):
    found = get_user_model().objects.filter(email=f"{name}@members.example").first()
    return found or staff(name, permission)


def draft(tiers=USUAL, *, at=MARCH, starts_on=None, based_on=None):
    last = drafting.newest()
    return drafting.draft_ladder(
        actor=drafter(),
        drafted_at=at,
        starts_on=starts_on or today(at),
        tiers=tiers,
        based_on=(last.number if last else 0) if based_on is None else based_on,
    )


def approve(ladder, *, at=MARCH):
    reviewing.submit_ladder(ladder=ladder, actor=drafter(), submitted_at=at)
    reviewing.approve_ladder(ladder=ladder, actor=approver(), approved_at=at)
    return ladder


def ladder(tiers=USUAL, *, at=LONG_AGO, starts_on=None):
    """A ladder that was approved at a moment, and begins with that day or the next."""
    return approve(draft(tiers, at=at, starts_on=starts_on), at=at)
