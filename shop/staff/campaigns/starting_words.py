"""Where to begin with a campaign: sentences that are filled in already."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loyalty.arithmetic.campaigns import FIXED, MULTIPLIER, PER_PIECE, PER_UNIT
from shop.staff.campaigns.goods_finding import slow


@dataclass(frozen=True, kw_only=True)
class Start:
    """A sentence to begin with; `says` at a moment."""

    code: str
    title: str | Promise
    text: str | Promise
    says: Callable[[datetime], dict[str, Any]]


def next_monday(now: datetime) -> datetime:
    """When the next week begins in the shop's zone."""
    today = timezone.localdate(now)
    monday = today + timedelta(days=7 - today.weekday())
    return timezone.make_aware(datetime.combine(monday, datetime.min.time()))


def next_hour(now: datetime) -> datetime:
    whole = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
    return whole + timedelta(hours=1)


def _double_week(now: datetime) -> dict[str, Any]:
    monday = next_monday(now)
    return {
        "name_en": "Double points week",
        "name_zh_hans": "双倍积分周",
        "amount": MULTIPLIER,
        "rate": 2,
        "starts_at": monday,
        "ends_at": monday + timedelta(days=7),
        "max_per_month": 500,
    }


def _slow_stock(now: datetime) -> dict[str, Any]:
    return {
        "products": "\n".join(slow(now=now)),
        "name_en": "Worth a second look",
        "name_zh_hans": "值得再看一眼",
        "amount": PER_UNIT,
        "rate": 3,
        "starts_at": next_hour(now),
        "ends_at": next_hour(now) + timedelta(days=30),
        "budget": 10_000,
    }


def _first_order(now: datetime) -> dict[str, Any]:
    return {
        "name_en": "Welcome",
        "name_zh_hans": "欢迎礼",
        "amount": FIXED,
        "rate": 200,
        "starts_at": next_hour(now),
        "first_order_only": True,
        "min_basket": "15.00",
        "max_per_member": 200,
        "budget": 100_000,
    }


def _per_piece(now: datetime) -> dict[str, Any]:
    return {
        "name_en": "A bonus for each piece",
        "name_zh_hans": "每件加分",
        "amount": PER_PIECE,
        "rate": 10,
        "starts_at": next_hour(now),
        "ends_at": next_hour(now) + timedelta(days=14),
        "max_per_order": 100,
    }


def _nothing(now: datetime) -> dict[str, Any]:
    return {"amount": PER_UNIT, "starts_at": next_hour(now)}


STARTS = (
    Start(
        code="double-week",
        title=_("Double points for a week"),
        text=_("Everybody gets twice the usual points, from Monday to Sunday."),
        says=_double_week,
    ),
    Start(
        code="slow-stock",
        title=_("A bonus on slow goods"),
        text=_(
            "More points for what nobody bought lately (the goods are filled in), "
            "until a budget is used up."
        ),
        says=_slow_stock,
    ),
    Start(
        code="first-order",
        title=_("A welcome with the first order"),
        text=_("Once, for new members who buy for at least a small amount."),
        says=_first_order,
    ),
    Start(
        code="per-piece",
        title=_("A bonus for each piece"),
        text=_("So many points for each piece of some goods, up to a limit per order."),
        says=_per_piece,
    ),
    Start(
        code="empty",
        title=_("An empty sentence"),
        text=_("For something of your own."),
        says=_nothing,
    ),
)


def start(code: str | None, *, now: datetime) -> dict[str, Any] | None:
    """The sentence of this start; None where there is no such one."""
    for one in STARTS:
        if one.code == code:
            return {"from_hour": 0, "until_hour": 24} | one.says(now)
    return None
