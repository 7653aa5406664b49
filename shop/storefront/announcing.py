"""What offers to everybody say of themselves, and of which goods."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shop import days
from shop.forks.offer.models import ConditionalOffer
from shop.freshness import epochs
from shop.storefront.categories import Tree
from shop.storefront.ranges import About, ranges


@dataclass(frozen=True)
class Announced:
    """An open offer with words of its own: it begins and ends by itself."""

    offer: ConditionalOffer
    about: Collection[About]

    def holds(self, *, at: datetime) -> bool:
        """Whether it is in force, and says so in the reader's language."""
        if not self.offer.description:
            return False
        return days.is_within(self.offer.start_datetime, self.offer.end_datetime, at=at)


def announced(tree: Tree, *, at: datetime) -> list[ConditionalOffer]:
    """The offers that hold for everybody, the first to be applied first."""
    return [each.offer for each in _kept(tree) if each.holds(at=at)]


def announced_of(product: Any, tree: Tree, *, at: datetime) -> list[ConditionalOffer]:
    """Those of them that say something of a product: that it counts, or gets less."""
    return [
        each.offer
        for each in _kept(tree)
        if each.holds(at=at)
        and any(
            one.holds({product.pk}, product.product_class_id, product.shelf_ids)
            for one in each.about
        )
    ]


def _kept(tree: Tree) -> list[Announced]:
    """Read in two queries, and kept until something of offers changes."""
    return epochs.kept("announced", lambda: _read(tree))


def _read(tree: Tree) -> list[Announced]:
    """Points, and whatever else code decides, tell of themselves elsewhere."""
    offers = list(
        ConditionalOffer.objects.filter(
            status=ConditionalOffer.OPEN,
            offer_type=ConditionalOffer.SITE,
            condition__proxy_class=None,
        )
        .select_related("condition", "benefit")
        .order_by("-priority", "pk")
    )
    named = {
        offer: {offer.condition.range_id, offer.benefit.range_id} - {None}
        for offer in offers
    }
    about = ranges(set().union(*named.values()), tree)
    return [
        Announced(offer=offer, about=[about[pk] for pk in pks])
        for offer, pks in named.items()
        if not offer.condition.proxy_class
    ]
