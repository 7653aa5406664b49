"""The offers that everybody gets: kept in the process, copied for each basket.

What a basket's offers are told of it (the ranges its goods are in, the moment it is
priced for) stays with the copies.
"""

from __future__ import annotations

from copy import copy
from datetime import datetime

from django.db.models import QuerySet

from shop import days
from shop.forks.offer.models import ConditionalOffer, Range
from shop.freshness.epochs import kept


def described() -> QuerySet[ConditionalOffer]:
    """Offers with all that pricing asks of them."""
    offers = ConditionalOffer.objects.select_related(
        "condition__range", "benefit__range"
    )
    return offers.prefetch_related("combinations")


def offers_in_force(*, at: datetime) -> list[ConditionalOffer]:
    """Return copies of the offers that everybody gets at a time."""
    ranges: dict[int, Range] = {}
    return [
        _copied(offer, ranges)
        for offer in kept("offers to apply", _every_open_one)
        if days.is_within(offer.start_datetime, offer.end_datetime, at=at)
    ]


def _every_open_one() -> list[ConditionalOffer]:
    """Those of any time: the clock changes no epoch."""
    return list(
        described().filter(
            offer_type=ConditionalOffer.SITE, status=ConditionalOffer.OPEN
        )
    )


def _copied(offer: ConditionalOffer, ranges: dict[int, Range]) -> ConditionalOffer:
    """A copy with parts of its own; a range stays one for all that name it."""
    own = copy(offer)
    for name in ("condition", "benefit"):
        part = copy(getattr(offer, name))
        if part.range_id:
            part.range = ranges.setdefault(part.range_id, copy(part.range))
        setattr(own, name, part)
    return own
