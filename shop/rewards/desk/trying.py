"""What a campaign would do: to an example basket, and to orders that were.

Nothing is written. What its budget has left is all that it gives.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Min
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from loyalty import policy, shares, why
from loyalty.arithmetic.awards import Award, EarningLine, award
from loyalty.campaigns.reading import CampaignVersion, budget_if_approved
from loyalty.campaigns.trying import Trial, try_campaign
from loyalty.terms.earning import EarningTerms
from shop.forks.catalogue.models import Product
from shop.forks.order.models import CAME_TO_NOTHING, Order
from shop.forks.partner.strategy import Selector
from shop.rewards.awarding import earning_lines
from shop.rewards.campaigns import standing_at
from shop.rewards.labels import for_products
from shop.rewards.tiers import ladder_at, tier_kept

LATEST = 50
A_DAY_OF_HOURS = 24


@dataclass(frozen=True, kw_only=True)
class OnBasket:
    """A basket tried at a moment; `why` by the code of the language it is told in."""

    at: datetime
    trial: Trial
    why_now: dict[str, str]
    why_then: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class OnOrders:
    """What the latest orders of members would have been given, whatever its dates."""

    looked_at: int
    hit: int
    points: int
    most: int
    by_rule: int


def on_basket(
    *,
    version: CampaignVersion,
    pieces: Iterable[tuple[Product, int]],
    is_first_order: bool,
    tier: str = "",
    now: datetime,
) -> OnBasket:
    """Reckon these pieces at their price of now, as soon as the campaign is open.

    For a member of the `tier` with this code, or of none.
    """
    ladder = ladder_at(now)
    at = opening(version, now=now)
    rule = policy.current_rule(at=now).earning
    trial = try_campaign(
        version=version,
        lines=_lines(list(pieces)),
        rule=rule,
        at=at,
        is_first_order=is_first_order,
        tier=ladder.tier(tier) if ladder and tier else None,
    )
    return OnBasket(
        at=at,
        trial=trial,
        why_now=_told(trial.without, rule, at),
        why_then=_told(trial.together, rule, at),
    )


def opening(version: CampaignVersion, *, now: datetime) -> datetime:
    """Return when it is open next, by dates and hours; its start where it is over."""
    at = max(now, version.starts_at)
    if version.ends_at is not None and at >= version.ends_at:
        at = version.starts_at
    always = replace(
        version.deciding(),
        starts_at=at,
        ends_at=None,
        first_order_only=False,
        tiers=frozenset(),
    )
    for hours in range(A_DAY_OF_HOURS):
        later = at + timedelta(hours=hours)
        if always.holds(standing_at(later)):
            return later
    return at


def on_latest_orders(*, version: CampaignVersion, now: datetime) -> OnOrders:
    """Reckon the latest orders by the rule of now, with this campaign alone.

    Its dates are left aside; its hours, what it gives a member at most, and what its
    budget has left are not.
    """
    orders = list(
        Order.objects.filter(user__isnull=False)
        .exclude(status__in=CAME_TO_NOTHING)
        .order_by("-date_placed", "-pk")
        .prefetch_related("lines")[:LATEST]
    )
    rule = policy.current_rule(at=now).earning
    firsts = _first_orders(orders) if version.first_order_only else {}
    given: list[int] = []
    by_rule, left = 0, _Ceilings(version)
    for order in reversed(orders):
        placed_at = order.date_placed
        ever = replace(version.deciding(), starts_at=placed_at, ends_at=None)
        is_first = firsts.get(order.user_id) == placed_at
        due = award(
            earning_lines(order),
            rule,
            [ever],
            standing_at(
                placed_at, is_first_order=is_first, tier=tier_kept(order.tier_id)
            ),
        )
        by_rule += due.shares[0].points
        asked = sum(share.points for share in due.added if share.campaign)
        given.append(left.give(order.user_id, timezone.localdate(placed_at), asked))
    return OnOrders(
        looked_at=len(orders),
        hit=sum(1 for points in given if points),
        points=sum(given),
        most=max(given, default=0),
        by_rule=by_rule,
    )


class _Ceilings:
    """What a campaign has left: for each member of a month and in all, and to give."""

    def __init__(self, version: CampaignVersion):
        self.version = version
        self.budget = budget_if_approved(version=version)
        self.got: Counter[tuple[object, ...]] = Counter()

    def give(self, member: int, day: date, asked: int) -> int:
        month, ever = (member, day.year, day.month), (member,)
        limits = (
            (month, self.version.max_per_month),
            (ever, self.version.max_per_member),
        )
        for key, limit in limits:
            if limit is not None:
                asked = min(asked, max(0, limit - self.got[key]))
        if self.budget is not None:
            # A grant that does not fit is not given.
            asked = asked if asked <= self.budget else 0
            self.budget -= asked
        self.got.update({month: asked, ever: asked})
        return asked


def _first_orders(orders: Iterable[Order]) -> dict[int, datetime]:
    """When the buyers of these have placed their first order that stands."""
    earliest = (
        Order.objects.filter(user__in={order.user_id for order in orders})
        .exclude(status__in=CAME_TO_NOTHING)
        .order_by()
        .values("user")
        .annotate(first=Min("date_placed"))
    )
    return dict(earliest.values_list("user", "first"))


def _lines(pieces: Sequence[tuple[Product, int]]) -> list[EarningLine]:
    labels = for_products(product for product, _count in pieces)
    strategy = Selector().strategy()
    lines = []
    for key, (product, count) in enumerate(pieces):
        price = strategy.fetch_for_product(product).price
        each = price.incl_tax if price.exists else Decimal(0)
        lines.append(
            EarningLine(
                key=key,
                cash=each * count,
                labels=labels[product.pk],
                pieces=count,
                product=product.pk,
            )
        )
    return lines


def _told(due: Award, rule: EarningTerms, at: datetime) -> dict[str, str]:
    """Why it earns that, as the statement will say it in each language."""
    local = timezone.localtime(at)
    told = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            told[language] = why.order_earned(
                order=_("(example)"),
                base=due.base,
                excluded=due.excluded_amount,
                currency=settings.OSCAR_DEFAULT_CURRENCY,
                rule=rule,
                shares=shares.stored(due, at=local),
            ).text()
    return told
