"""Baskets that carry the points their owner wants to use."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine


class Basket(AbstractBasket):
    points_requested = models.PositiveIntegerField(_("points to use"), default=0)

    class Meta(AbstractBasket.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(status="Open"),
                name="basket_one_open_per_owner",
            )
        ]


class Line(AbstractLine):
    def discount(self, discount_value, affected_quantity, incl_tax=True, offer=None):
        """Discount the line by no more than what is left of its value (S11, L33)."""
        left = self.line_price_incl_tax - self.discounts.total
        super().discount(
            max(0, min(discount_value, left)), affected_quantity, incl_tax, offer
        )


from oscar.apps.basket.models import *  # noqa: E402, F403
