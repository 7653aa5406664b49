"""The campaigns that pages promise by: kept in the process, narrowed once a request.

A list of goods asks for each of them, so what is about other goods is not looked at.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from loyalty.arithmetic.campaigns import HOURS_OF_A_DAY, Campaign, Standing
from loyalty.arithmetic.tiers import Tier
from loyalty.campaigns.reading import terms_not_over
from shop.freshness.epochs import kept
from shop.rewards.once import remembered

ANY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Running:
    """The campaigns that hold for everybody at a moment, by what they are about."""

    all: tuple[Campaign, ...]
    of_anything: tuple[Campaign, ...]
    by_label: dict[str, list[Campaign]]
    by_product: dict[int, list[Campaign]]

    def about(self, labels: Collection[str], product: int | None) -> list[Campaign]:
        """Return those that a line of these can earn by, each once."""
        if not self.by_label and not self.by_product:
            return list(self.of_anything)
        found = {
            campaign.version: campaign
            for label in labels
            for campaign in self.by_label.get(label, ())
        }
        for campaign in self.by_product.get(product or 0, ()):
            found[campaign.version] = campaign
        return [*self.of_anything, *found.values()]


def standing_at(
    at: datetime, *, is_first_order: bool = False, tier: Tier | None = None
) -> Standing:
    """Where somebody stands who buys then, in the programme's zone."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    return Standing(local, is_first_order, tier)


def running(*, at: datetime) -> Running:
    """Return what holds at `at`, which is now: for a request, that of its beginning."""
    return remembered("campaigns", lambda: _narrowed(_known(at), at))


def next_change(*, after: datetime) -> datetime | None:
    """Return when the clock alone will let one hold, or hold no more."""
    zone = timezone.get_default_timezone()
    return min(
        (
            moment
            for campaign in _known(after)
            for moment in _turns(campaign, after.astimezone(zone))
            if moment > after
        ),
        default=None,
    )


def _known(at: datetime) -> list[Campaign]:
    return kept("campaigns", lambda: terms_not_over(at=at))


def _narrowed(known: Iterable[Campaign], at: datetime) -> Running:
    # Who has bought nothing yet, or holds which tier, is asked for each reader.
    open_to_some = standing_at(at, is_first_order=True)
    holding = tuple(one for one in known if replace(one, tiers=ANY).holds(open_to_some))
    by_label: dict[str, list[Campaign]] = defaultdict(list)
    by_product: dict[int, list[Campaign]] = defaultdict(list)
    for campaign in holding:
        for label in campaign.labels:
            by_label[label].append(campaign)
        for product in campaign.products:
            by_product[product].append(campaign)
    return Running(
        all=holding,
        of_anything=tuple(
            one for one in holding if not one.labels and not one.products
        ),
        by_label=dict(by_label),
        by_product=dict(by_product),
    )


def _turns(campaign: Campaign, after: datetime) -> Iterator[datetime]:
    yield campaign.starts_at
    if campaign.ends_at is not None:
        yield campaign.ends_at
    if (campaign.from_hour, campaign.until_hour) != (0, HOURS_OF_A_DAY):
        midnight = after.replace(hour=0, minute=0, second=0, microsecond=0)
        for day in (midnight, midnight + timedelta(days=1)):
            yield day.replace(hour=campaign.from_hour)
            yield day.replace(hour=campaign.until_hour % HOURS_OF_A_DAY)
