"""Read off a basket what its offers ask for, to be kept with the order."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from shop.forks.basket.models import Basket
from shop.forks.offer.sharing import ASKS
from shop.orders.offer_terms import OfferTerms


@dataclass(frozen=True, kw_only=True)
class KeptTerms:
    """The terms of all offers on goods, and for which of them each line counts."""

    offers: tuple[OfferTerms, ...]
    by_line: Mapping[int, list[int]]


def kept_terms(basket: Basket) -> KeptTerms:
    """Offers whose conditions code decides, such as the points', are left out."""
    offers = []
    by_line: dict[int, list[int]] = defaultdict(list)
    for application in basket.offer_applications:
        offer = application["offer"]
        condition = offer.condition.proxy()
        asks = ASKS.get(condition.type)
        if asks is None or not application["result"].affects_basket:
            continue
        offers.append(
            OfferTerms(
                offer=offer.pk,
                name=application["name"],
                asks=asks,
                least=condition.value,
                times=application["freq"],
            )
        )
        for _price, line in condition.get_applicable_lines(offer, basket):
            by_line[line.pk].append(offer.pk)
    return KeptTerms(offers=tuple(offers), by_line=by_line)
