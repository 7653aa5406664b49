"""Which campaigns meet: whoever drafts one is to know what counts beside it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from loyalty.arithmetic.campaigns import Campaign
from loyalty.campaigns.reading import CampaignVersion, terms_not_over
from shop.forks.catalogue.models import Category, Product
from shop.rewards.labels import for_products

_STEP = Category.steplen


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Another campaign that holds, or will, while this one does.

    Of one group only the one that gives most counts; else they add up on the same
    goods.
    """

    campaign: Campaign
    is_of_group: bool


def beside(*, version: CampaignVersion, now: datetime) -> list[Beside]:
    """Return the approved campaigns that meet this one, in time and in goods or group.

    Goods meet where one category is the other or lies below it, or by a product.
    """
    own = version.deciding()
    others = [
        one
        for one in terms_not_over(at=now)
        if one.campaign != version.campaign_id and _at_the_same_time(one, own)
    ]
    if not others:
        return []
    goods = _Goods([own, *others])
    found = [
        Beside(campaign=one, is_of_group=bool(own.group) and one.group == own.group)
        for one in others
        if (own.group and one.group == own.group) or goods.meet(own, one)
    ]
    return sorted(found, key=lambda one: not one.is_of_group)


class _Goods:
    """What campaigns are about, with the categories above."""

    def __init__(self, campaigns: Sequence[Campaign]):
        paths = dict(Category.objects.values_list("path", "code"))
        self.up = {
            code: {
                paths[path[:end]]
                for end in range(_STEP, len(path) + 1, _STEP)
                if path[:end] in paths
            }
            for path, code in paths.items()
        }
        named = {key for one in campaigns for key in one.products}
        found = Product.objects.filter(pk__in=named).select_related("parent")
        self.labels = for_products(found) if named else {}

    def meet(self, one: Campaign, other: Campaign) -> bool:
        if _is_about_all(one) or _is_about_all(other) or one.products & other.products:
            return True
        return (
            self._below(one.labels, other.labels)
            or self._below(other.labels, one.labels)
            or self._hold(one.labels, other.products)
            or self._hold(other.labels, one.products)
        )

    def _below(self, low: Collection[str], high: Collection[str]) -> bool:
        return any(self.up.get(code, {code}) & set(high) for code in low)

    def _hold(self, labels: Collection[str], products: Collection[int]) -> bool:
        return any(self.labels.get(key, frozenset()) & set(labels) for key in products)


def _is_about_all(campaign: Campaign) -> bool:
    return not campaign.labels and not campaign.products


def _at_the_same_time(one: Campaign, other: Campaign) -> bool:
    return (one.ends_at is None or other.starts_at < one.ends_at) and (
        other.ends_at is None or one.starts_at < other.ends_at
    )
