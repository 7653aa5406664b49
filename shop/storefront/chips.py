"""A list's filters as links that turn one thing on or off."""

from dataclasses import dataclass
from itertools import pairwise

from django.http import QueryDict
from django.utils.translation import gettext as _

from shop.components.numbers import money
from shop.storefront.listing import ORDERS, PRICE_STEPS, Choice


@dataclass(frozen=True)
class Chip:
    label: str
    url: str
    active: bool


def chips(values: QueryDict, choice: Choice) -> list[Chip]:
    """Return the filter chips of a list that was asked for with `values`."""
    switches = [
        Chip(_("In stock"), _turn(values, "stock", "1"), choice.in_stock),
        Chip(_("On offer"), _turn(values, "offers", "1"), choice.on_offer),
    ]
    return switches + [
        Chip(label, _turn(values, "price", str(step)), choice.price_step == step)
        for step, label in enumerate(_price_labels())
    ]


def orders(choice: Choice) -> list[tuple[str, str, bool]]:
    """Return (value, label, is chosen) of every order a list can have."""
    return [
        (value, str(label), value == choice.order)
        for value, (label, _fields) in ORDERS.items()
    ]


def _price_labels() -> list[str]:
    ends = [_price(step) for step in PRICE_STEPS]
    return [
        _("Under %(price)s") % {"price": ends[0]},
        *(f"{low} – {high}" for low, high in pairwise(ends)),
        _("%(price)s and more") % {"price": ends[-1]},
    ]


def _price(amount: object) -> str:
    """Write a round amount without its cents."""
    return money(str(amount)).removesuffix(".00")


def _turn(values: QueryDict, name: str, value: str) -> str:
    """Return the query that sets `name`, or removes it where it is set already."""
    changed = values.copy()
    changed.pop("page", None)
    if changed.get(name) == value:
        changed.pop(name)
    else:
        changed[name] = value
    return f"?{changed.urlencode()}"
