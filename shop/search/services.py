"""Pages of the shop that a search may be after, and by which words."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.search.words import fold, is_han, key

# A word still being typed is known from so many letters on.
KNOWN_FROM = 3


@dataclass(frozen=True)
class Service:
    """A page and the words, as `key` writes them, that ask for it."""

    label: str | Promise
    page: str
    words: Collection[str]
    query: str = ""

    @property
    def url(self) -> str:
        return reverse(self.page) + self.query


SERVICES = (
    Service(
        _("On offer"),
        "catalogue:index",
        (
            *("sale", "discount", "offer", "deal", "bargain", "reduced", "promotion"),
            *("coupon", "voucher", "优惠", "促销", "打折", "折扣", "特价", "减价"),
        ),
        query="?offers=1",
    ),
    Service(
        _("How points work"),
        "points:how",
        ("point", "loyalty", "reward", "bonu", "积分", "会员", "奖励"),
    ),
    Service(
        _("Find your order"),
        "customer:order-find",
        (
            *("delivery", "shipping", "shipment", "parcel", "tracking", "track"),
            *("postage", "order", "配送", "快递", "物流", "运费", "发货", "送货"),
            *("包邮", "订单"),
        ),
    ),
    Service(
        _("Your orders"),
        "customer:order-list",
        (
            *("return", "refund", "exchange", "complaint", "warranty"),
            *("退货", "退款", "换货", "退换", "售后"),
        ),
    ),
    Service(
        _("Withdraw from contract"),
        "customer:withdraw-find",
        ("return", "refund", "withdraw", "withdrawal", "退货", "退款", "撤回"),
    ),
)


def services_for(typed: str, *, is_begun: bool = False) -> list[Service]:
    """Return the pages that are asked for by any of the words.

    Where the text `is_begun` its last word may go on.
    """
    text = fold(typed)
    words = key(typed).split()
    last = words[-1] if is_begun and words and len(words[-1]) >= KNOWN_FROM else ""

    def is_meant(word: str) -> bool:
        if is_han(word):
            return word in text
        return word in words or bool(last and word.startswith(last))

    return [one for one in SERVICES if any(map(is_meant, one.words))]
