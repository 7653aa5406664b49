"""The discount that points gave a basket."""

from collections.abc import Mapping
from decimal import Decimal

from oscar.apps.offer.results import BasketDiscount

from shop.forks.basket.models import Basket
from shop.forks.offer.models import ConditionalOffer
from shop.rewards.spread import Part

# What the offer's benefit is stored as; migrations of this application name it too.
BENEFIT = "shop.rewards.offer.PointsBenefit"


class PointsDiscount(BasketDiscount):
    """What the points offer did, line by line."""

    def __init__(self, parts: Mapping[int, Part]) -> None:
        super().__init__(sum((part.discount for part in parts.values()), Decimal(0)))
        self.parts = parts


def points_by_line(basket: Basket) -> Mapping[int, Part]:
    """Return the points and the discount on each line that has some, by its id.

    These are the points that the basket's offers were applied with; they are
    spent when the order is placed.
    """
    for application in basket.offer_applications:
        if isinstance(application["result"], PointsDiscount):
            return application["result"].parts
    return {}


def is_points_offer(offer: ConditionalOffer) -> bool:
    """Tell the offer that turns points into a discount from all others."""
    return offer.benefit.proxy_class == BENEFIT
