"""Offers are applied as Oscar does, with all they ask for read beforehand (S14)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from oscar.apps.offer import applicator

from shop.forks.offer import candidates, memberships
from shop.forks.offer.models import BasketDiscount, ConditionalOffer


class Applicator(applicator.Applicator):
    """Applies the offers of one moment.

    Oscar's middleware, which prices the basket of each request, names none: it is
    the door at which the clock is read.
    """

    def __init__(self, *, at: datetime | None = None) -> None:
        self.at = at or timezone.now()

    def get_offers(self, basket, user=None, request=None):
        return candidates.offers_for(basket=basket, shopper=user, at=self.at)

    def apply_offers(self, basket, offers):
        if offers:
            _read_ahead(basket, offers)
        super().apply_offers(basket, offers)
        _name_the_rest(basket)


def _name_the_rest(basket) -> None:
    """Name offers that took a cent off a line though Oscar took them for nothing.

    Lines round to the nearest cent, Oscar's sum of an offer rounds down: 4 % of
    0.15 is a cent on the line and no discount in the list (S09).
    """
    named = basket.offer_applications.offers
    for line in basket.all_lines():
        for discount in line.discounts:
            if discount.amount and discount.offer and discount.offer.pk not in named:
                basket.offer_applications.add(
                    discount.offer, BasketDiscount(discount.amount)
                )


def _read_ahead(basket, offers: Sequence[ConditionalOffer]) -> None:
    ranges = {
        part.range_id: part.range
        for offer in offers
        for part in (offer.condition, offer.benefit)
        if part.range_id
    }
    memberships.tell(ranges.values(), [line.product for line in basket.all_lines()])
    for offer in offers:
        for name in ("condition", "benefit"):
            # Oscar makes a proxy of its own at each application, and that one
            # would ask for its range again.
            part = getattr(offer, name).proxy()
            if part.range_id:
                part.range = ranges[part.range_id]
            setattr(offer, name, part)
