"""Points as a discount: the one offer that is applied after all others.

It is an ordinary Oscar offer, so that VAT, order lines and offer reports see the
discount. It takes the least priority there is, looks only at what the lines still
cost, and asks nobody's exclusivity: nothing comes after it.
"""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from oscar.apps.offer.results import ZERO_DISCOUNT, BasketDiscount

from shop.forks.basket.models import Basket
from shop.forks.offer.models import Benefit, Condition, ConditionalOffer
from shop.rewards.discount import PointsDiscount, is_points_offer, points_by_line
from shop.rewards.terms import terms_of

__all__ = ["PointsBenefit", "PointsRequested", "is_points_offer", "points_by_line"]


class PointsRequested(Condition):
    """The basket's owner asked to use points."""

    class Meta:
        app_label = "rewards"
        proxy = True
        verbose_name = _("points are requested")
        verbose_name_plural = _("points are requested")

    @property
    def name(self) -> str:
        return gettext("The shopper uses points")

    description = name

    def is_satisfied(self, offer: ConditionalOffer, basket: Basket) -> bool:
        return bool(basket.points_requested and basket.owner_id)

    def is_partially_satisfied(self, offer: ConditionalOffer, basket: Basket) -> bool:
        return False

    def get_upsell_message(self, offer: ConditionalOffer, basket: Basket) -> None:
        return None

    def can_apply_condition(self, line: Any) -> bool:
        return False

    def consume_items(
        self, offer: ConditionalOffer, basket: Basket, affected_lines: Any
    ) -> None:
        """Points use up no pieces: a piece may carry other offers too."""


class PointsBenefit(Benefit):
    """The points that the basket's owner asked for, as far as they can be used."""

    class Meta:
        app_label = "rewards"
        proxy = True
        verbose_name = _("points discount")
        verbose_name_plural = _("points discounts")

    @property
    def name(self) -> str:
        return gettext("Points become a discount")

    description = name

    def apply(
        self, basket: Basket, condition: Condition, offer: ConditionalOffer
    ) -> BasketDiscount:
        """Discount the lines; applied twice, the second time changes nothing."""
        if points_by_line(basket):
            return ZERO_DISCOUNT
        terms = terms_of(basket=basket, member=basket.owner, at=offer.asked_at)
        parts = terms.parts(terms.usable(basket.points_requested))
        for line in basket.all_lines():
            if part := parts.get(line.pk):
                # Points go with every offer.
                line.carry(part.discount, offer=offer)
        return PointsDiscount(parts)
