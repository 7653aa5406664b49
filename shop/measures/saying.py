"""A price per unit in words: the same at each place that shows one."""

from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from shop.components.numbers import money
from shop.measures.content import Content
from shop.measures.unit_price import UnitPrice, unit_price


def price_per_unit(
    price: Decimal | None, content: Content | None, *, pieces: int = 1
) -> UnitPrice | None:
    """By the shop's rule (UNIT_PRICE_PER_100_UP_TO)."""
    if price is None:
        return None
    return unit_price(
        price, content, pieces=pieces, hundreds_up_to=settings.UNIT_PRICE_PER_100_UP_TO
    )


def said(found: UnitPrice | None, currency: str = "") -> str:
    """For example €19.60 / kg; empty where there is nothing to say."""
    if found is None:
        return ""
    unit = str(found.unit.label)
    return _("%(price)s / %(measure)s") % {
        "price": money(found.amount, currency),
        "measure": unit if found.many == 1 else f"{found.many} {unit}",
    }
