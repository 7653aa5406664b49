"""What a voucher from points gave a basket."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from oscar.apps.offer.results import BasketDiscount, ShippingDiscount

from loyalty.vouchers import Voucher
from shop.rewards.spread import Part

if TYPE_CHECKING:
    from shop.forks.basket.models import Basket, Line
    from shop.forks.offer.models import ConditionalOffer

# What the offer's benefit is stored as; migrations of this application name it too.
BENEFIT = "shop.rewards.voucher_offer.VoucherBenefit"
ZERO = Decimal("0.00")


class VoucherDiscount(BasketDiscount):
    """What a voucher for a discount did, line by line."""

    def __init__(self, voucher: Voucher, parts: Mapping[int, Part]) -> None:
        super().__init__(sum((part.discount for part in parts.values()), Decimal(0)))
        self.voucher = voucher
        self.parts = parts


class FreeDelivery(ShippingDiscount):
    """What a voucher for delivery does."""

    def __init__(self, voucher: Voucher) -> None:
        self.voucher = voucher


def applied(basket: "Basket") -> VoucherDiscount | FreeDelivery | None:
    """What the voucher did that the basket was priced with, if one was."""
    for application in basket.offer_applications:
        result = application["result"]
        if isinstance(result, VoucherDiscount | FreeDelivery):
            return result
    return None


def voucher_by_line(basket: "Basket") -> Mapping[int, Part]:
    """The voucher's points and discount on each line that has some, by its id."""
    found = applied(basket)
    return found.parts if isinstance(found, VoucherDiscount) else {}


def covered_by_voucher(line: "Line") -> Decimal:
    """What a voucher takes off a line, also while the offers are being applied."""
    amounts = (
        discount.amount
        for discount in line.discounts.all()
        if discount.offer and is_voucher_offer(discount.offer)
    )
    return sum(amounts, ZERO)


def is_voucher_offer(offer: "ConditionalOffer") -> bool:
    """Tell the offer that vouchers from points use from all others."""
    return offer.benefit.proxy_class == BENEFIT
