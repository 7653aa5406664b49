"""Prove that what was given for referrals was due by their terms. Fixes nothing.

Judged as of the day on which the order was found kept: what went back later takes
nothing back.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from django.db.models import F
from django.db.models.functions import ExtractYear
from django.utils import timezone

from shop.forks.order.models import Order
from shop.referrals.models import Referral, Reward
from shop.returns import window

# By as much the clocks of two servers may differ.
CLOCKS = timedelta(minutes=5)


def differences() -> Iterator[str]:
    """Yield what differs: nothing, when all is well."""
    yield from _before_its_terms()
    yield from _not_due()
    yield from _beyond_the_year()


def _before_its_terms() -> Iterator[str]:
    early = Referral.objects.filter(
        terms__published_at__gt=F("referred_at") + CLOCKS
    ).order_by("pk")
    for friend in early.values_list("pk", flat=True):
        yield f"account {friend}: referral:{friend} is by terms of later"


def _not_due() -> Iterator[str]:
    given = (
        Reward.objects.filter(state=Reward.State.GIVEN)
        .select_related("order", "referral__terms")
        .prefetch_related("order__lines__returned_lines__returned")
    )
    for reward in given.order_by("pk").iterator(chunk_size=500):
        for what in _wrong(reward):
            yield f"account {reward.pk}: {reward.referral.reference} {what}"


def _wrong(reward: Reward) -> Iterator[str]:
    order, referral = reward.order, reward.referral
    if order.date_placed < referral.referred_at:
        yield "is for an order from before it"
    if not window.is_over(window.last_day(order), at=reward.found_at):
        yield "was given before its order was kept"
        return
    pieces, worth = _left(order, reward)
    if pieces <= 0:
        yield "is for an order that went back"
    elif worth < referral.terms.smallest_order:
        yield f"is for an order of {worth}"


def _left(order: Order, reward: Reward) -> tuple[int, Decimal]:
    """How many pieces had not come back by then, and what was paid for them."""
    pieces, worth = 0, Decimal(0)
    for line in order.lines.all():
        back = [
            part
            for part in line.returned_lines.all()
            if part.returned.received_at <= reward.found_at
        ]
        pieces += line.quantity - sum(part.quantity for part in back)
        worth += line.line_price_incl_tax - sum(part.money for part in back)
    return pieces, worth


def _beyond_the_year() -> Iterator[str]:
    """More than the most generous of the terms lets somebody have in a year."""
    zone = timezone.get_default_timezone()
    years: dict[tuple[int, int], list[int]] = defaultdict(list)
    paid = Reward.objects.filter(referrer_points__gt=0).annotate(
        year=ExtractYear("decided_at", tzinfo=zone)
    )
    for referrer, year, most in paid.values_list(
        "referral__referrer", "year", "referral__terms__most_per_year"
    ):
        years[referrer, year].append(most)
    for (referrer, year), allowed in sorted(years.items()):
        if len(allowed) > max(allowed):
            yield f"account {referrer}: {len(allowed)} referrals rewarded in {year}"
