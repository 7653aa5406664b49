"""Prices in a search, read as what the price filter can say: "mug under 20 euro"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from shop.components.numbers import money
from shop.search.words import fold
from shop.storefront.counting import PRICE_STEPS

MONEY = r"(?:€|eur(?:os?)?\b|欧元|欧|元|块)"
CENTS = r"(?:[.,]\d\d)?"
AMOUNT = (
    rf"(?:{MONEY}\s*(?P<before>\d{{1,6}}){CENTS}"
    rf"|(?P<after>\d{{1,6}}){CENTS}\s*{MONEY})"
)
PRICE = re.compile(
    rf"(?P<under>\b(?:under|below|less than|up to|max)\s*|低于|不到|不超过)?"
    rf"(?P<over>\b(?:over|above|more than)\s*|超过|高于)?"
    rf"{AMOUNT}\s*(?P<under_zh>以下|以内|之内)?(?P<over_zh>以上)?"
)
ENDS = (Decimal(0), *PRICE_STEPS)


@dataclass(frozen=True)
class Priced:
    """The rest of the words, and the steps of the filter that hold the price."""

    rest: str
    steps: tuple[int, ...]

    @property
    def label(self) -> str:
        """The prices of the steps in one."""
        low, above = ENDS[self.steps[0]], self.steps[-1] + 1
        if above == len(ENDS):
            return _("%(price)s and more") % {"price": _round(low)}
        high = _round(ENDS[above])
        return (
            f"{_round(low)} – {high}" if low else _("Under %(price)s") % {"price": high}
        )

    @property
    def url(self) -> str:
        page = "search:search" if self.rest else "catalogue:index"
        chosen = [("price", step) for step in self.steps]
        words = [("q", self.rest)] if self.rest else []
        return f"{reverse(page)}?{urlencode([*words, *chosen])}"


def price_in(typed: str) -> Priced | None:
    """Read the first price in what was typed, if there is any."""
    text = fold(typed)
    found = PRICE.search(text)
    if found is None:
        return None
    amount = Decimal(found["before"] or found["after"])
    steps = range(len(ENDS))
    if found["under"] or found["under_zh"]:
        held = [step for step in steps if ENDS[step] < amount]
    elif found["over"] or found["over_zh"]:
        held = [
            step for step in steps if step + 1 == len(ENDS) or ENDS[step + 1] > amount
        ]
    else:
        held = [max(step for step in steps if ENDS[step] <= amount)]
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    return Priced(" ".join(rest.split()), tuple(held)) if held else None


def _round(amount: Decimal) -> str:
    return money(str(amount)).removesuffix(".00")
