"""A voucher from points: the offer that is applied after all others but the points'.

It looks at what the lines still cost, as points do (offer.py), and is spread over
them by the same arithmetic; a voucher for delivery leaves them alone.
"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from oscar.apps.offer.results import ZERO_DISCOUNT, ApplicationResult

from loyalty import reading
from loyalty.vouchers import VoucherKind
from shop.forks.basket.models import Basket
from shop.forks.offer.models import Benefit, Condition, ConditionalOffer
from shop.rewards.terms import payable_lines
from shop.rewards.voucher_discount import FreeDelivery, VoucherDiscount, applied
from shop.rewards.voucher_terms import usable_points, voucher_exchange


class VoucherRequested(Condition):
    """The basket's owner asked to use a voucher."""

    class Meta:
        app_label = "rewards"
        proxy = True
        verbose_name = _("a voucher from points is requested")
        verbose_name_plural = _("a voucher from points is requested")

    @property
    def name(self) -> str:
        return gettext("The shopper uses a voucher from points")

    description = name

    def is_satisfied(self, offer: ConditionalOffer, basket: Basket) -> bool:
        return bool(basket.voucher_requested and basket.owner_id)

    def is_partially_satisfied(self, offer: ConditionalOffer, basket: Basket) -> bool:
        return False

    def get_upsell_message(self, offer: ConditionalOffer, basket: Basket) -> None:
        return None

    def can_apply_condition(self, line: Any) -> bool:
        return False

    def consume_items(
        self, offer: ConditionalOffer, basket: Basket, affected_lines: Any
    ) -> None:
        """A voucher uses up no pieces: a piece may carry other offers too."""


class VoucherBenefit(Benefit):
    """What is left of the voucher, as far as this basket can take it."""

    class Meta:
        app_label = "rewards"
        proxy = True
        verbose_name = _("voucher from points")
        verbose_name_plural = _("vouchers from points")

    @property
    def name(self) -> str:
        return gettext("A voucher from points becomes a discount")

    description = name

    def apply(
        self, basket: Basket, condition: Condition, offer: ConditionalOffer
    ) -> ApplicationResult:
        """Discount the lines or the delivery; applied twice, nothing changes."""
        at = offer.asked_at
        if applied(basket) or basket.voucher_requested is None:
            return ZERO_DISCOUNT
        voucher = reading.usable_voucher(
            member=basket.owner, version=basket.voucher_requested, at=at
        )
        if voucher is None:
            return ZERO_DISCOUNT
        lines = payable_lines(basket)
        points = usable_points(voucher, lines, member=basket.owner, at=at)
        if points and voucher.kind == VoucherKind.DELIVERY:
            return FreeDelivery(voucher)
        parts = voucher_exchange(voucher).parts(points, lines)
        for line in basket.all_lines():
            if part := parts.get(line.pk):
                line.carry(part.discount, offer=offer)
        return VoucherDiscount(voucher, parts)

    def shipping_discount(
        self, charge: Decimal, currency: str | None = None
    ) -> Decimal:
        """All of it: only a voucher for delivery comes to be asked."""
        return charge
