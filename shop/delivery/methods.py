"""How goods reach the shopper, and what that costs. Points never pay for it."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VAT_RATE = Decimal(19)


class UnknownDelivery(Exception):
    """There is no delivery method with this code."""


@dataclass(frozen=True, kw_only=True)
class DeliveryMethod:
    """One way to deliver; free for goods worth `free_from` or more."""

    code: str
    name: str | Promise
    description: str | Promise
    price: Decimal
    free_from: Decimal | None = None
    needs_address: bool = True


METHODS = (
    DeliveryMethod(
        code="standard",
        name=_("Standard delivery"),
        description=_("With you in 2–4 working days"),
        price=Decimal("4.90"),
        free_from=Decimal("49.00"),
    ),
    DeliveryMethod(
        code="express",
        name=_("Express delivery"),
        description=_("With you on the next working day"),
        price=Decimal("9.90"),
    ),
    DeliveryMethod(
        code="pickup",
        name=_("Pick up in the shop"),
        description=_("Ready tomorrow from 10 o’clock"),
        price=Decimal("0.00"),
        needs_address=False,
    ),
)


def available(*, goods: Decimal) -> list[DeliveryMethod]:
    """The methods for a basket whose goods cost `goods` after offers.

    Every method is on offer for every basket today.
    """
    return list(METHODS)


def find(code: str) -> DeliveryMethod:
    """Return the method with this code, or raise UnknownDelivery."""
    for method in METHODS:
        if method.code == code:
            return method
    raise UnknownDelivery(code)


def charge(method: DeliveryMethod, *, goods: Decimal) -> Decimal:
    """What delivery costs, VAT included; `goods` is after offers, before points.

    Points do not count, so using them never costs a shopper the free delivery.
    """
    if method.free_from is not None and goods >= method.free_from:
        return Decimal("0.00")
    return method.price
