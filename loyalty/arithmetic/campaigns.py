"""What campaigns add to what a purchase earns: pure, in a closed vocabulary.

A campaign says what it is about, when it holds and what it gives. There is no
language of expressions: what cannot be said here cannot be promised, and all that
can be said can be explained to whoever earned by it (docs/campaigns.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from math import isfinite
from typing import NamedTuple
from unicodedata import normalize

from loyalty.arithmetic.purchases import EarningLine, paid_for
from loyalty.arithmetic.tiers import Tier
from loyalty.terms.earning import EarningTerms

# The source of what a campaign gives.
CAMPAIGN = "campaign"

PER_UNIT, FIXED, MULTIPLIER, PER_PIECE = "per-unit", "fixed", "multiplier", "per-piece"
AMOUNTS = (PER_UNIT, FIXED, MULTIPLIER, PER_PIECE)
HOURS_OF_A_DAY = 24


def folded(group: str) -> str:
    """Return the word of a group as it is compared: however it is typed in."""
    return " ".join(normalize("NFKC", group).casefold().split())


@dataclass(frozen=True)
class Standing:
    """When somebody buys, in the programme's zone, and what is known of them."""

    at: datetime
    is_first_order: bool = False
    tier: Tier | None = None

    @cached_property
    def moment(self) -> datetime:
        """The same moment as versions keep theirs: those of one zone compare faster."""
        return self.at.astimezone(UTC)


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """One version of a campaign, as far as it decides what a purchase earns.

    It is about the goods of any of `labels`, or among `products`; about all that
    earns where it names neither. `rate` is points per unit of money, points for the
    order, what the points of the rule are multiplied by, or points a piece: as
    `amount` says. Of those in one `group` only the one that gives most counts.
    """

    version: int
    campaign: int
    names: Mapping[str, str] = field(default_factory=dict)
    amount: str
    rate: Decimal
    starts_at: datetime
    ends_at: datetime | None = None
    from_hour: int = 0
    until_hour: int = HOURS_OF_A_DAY
    labels: frozenset[str] = frozenset()
    products: frozenset[int] = frozenset()
    min_basket: Decimal = Decimal(0)
    min_pieces: int = 0
    first_order_only: bool = False
    tiers: frozenset[str] = frozenset()
    max_per_order: int | None = None
    max_per_month: int | None = None
    max_per_member: int | None = None
    has_budget: bool = False
    group: str = ""
    priority: int = 0

    def __post_init__(self) -> None:
        if not (isfinite(self.rate) and isfinite(self.min_basket)):
            raise ValueError(f"Nobody can reckon by version {self.version}.")

    def holds(self, standing: Standing) -> bool:
        """Whether it is open to who buys then, whatever is bought.

        Hours that begin late and end early go over midnight.
        """
        moment = standing.moment
        if moment < self.starts_at or (self.ends_at and moment >= self.ends_at):
            return False
        if self.first_order_only and not standing.is_first_order:
            return False
        if self.tiers and not self._is_for(standing.tier):
            return False
        return self._is_open(standing.at.hour)

    def _is_for(self, tier: Tier | None) -> bool:
        return tier is not None and tier.code in self.tiers

    def _is_open(self, hour: int) -> bool:
        if self.from_hour < self.until_hour:
            return self.from_hour <= hour < self.until_hour
        return hour >= self.from_hour or hour < self.until_hour

    def about(self, earning: Iterable[EarningLine]) -> tuple[EarningLine, ...]:
        """Return the lines that it is about, of those that earn at all."""
        if not self.labels and not self.products:
            return tuple(earning)
        return tuple(
            line
            for line in earning
            if line.labels & self.labels or line.product in self.products
        )

    def points_on(self, earning: Sequence[EarningLine], rule: EarningTerms) -> int:
        """Return what it gives for a purchase of these lines, all of which earn.

        Only money counts. Pieces count in the measure that money paid for them, and
        whole: a cent in money makes none of what points have bought. It is rounded
        once, as the rule says.
        """
        return self.points_for(
            Goods.of(self.about(earning)), basket=paid_for(earning), rule=rule
        )

    def points_for(self, goods: "Goods", *, basket: Decimal, rule: EarningTerms) -> int:
        """Return the same, where somebody has added up what it is about already."""
        if goods.pieces < self.min_pieces or basket < self.min_basket:
            return 0
        points = self._amount(goods, rule)
        return points if self.max_per_order is None else min(points, self.max_per_order)

    def _amount(self, goods: "Goods", rule: EarningTerms) -> int:
        if self.amount == PER_UNIT:
            return rule.rounded(goods.paid * self.rate)
        if self.amount == MULTIPLIER:
            return rule.rounded(goods.paid * rule.points_per_unit * (self.rate - 1))
        # Once an order, but for one piece in money at least.
        return int(self.rate) * (
            goods.pieces if self.amount == PER_PIECE else min(1, goods.pieces)
        )


class Goods(NamedTuple):
    """What was paid in money for some lines, and for how many whole pieces."""

    paid: Decimal
    pieces: int

    @classmethod
    def of(cls, lines: Sequence[EarningLine]) -> "Goods":
        pieces = sum(line.pieces * line.in_money for line in lines if line.cash)
        return cls(paid_for(lines), int(pieces))


class Given(NamedTuple):
    """What a campaign gives for a purchase, and the money it is about."""

    campaign: Campaign
    points: int
    paid: Decimal


def counting(
    campaigns: Iterable[Campaign],
    earning: Sequence[EarningLine],
    rule: EarningTerms,
    standing: Standing,
) -> list[Given]:
    """Return which of the campaigns give something, and how much, in their order.

    The order of the campaigns decides nothing: all are added up, but of a group the
    one that gives most, of equals that of the higher priority, then the elder.
    """
    basket = paid_for(earning)
    # Many campaigns are about the same goods: those are added up once.
    known: dict[tuple[frozenset[str], frozenset[int]], Goods] = {}
    given = []
    best: dict[str, tuple[int, int, int]] = {}
    for campaign in campaigns:
        if not campaign.holds(standing):
            continue
        about = campaign.labels, campaign.products
        if about not in known:
            known[about] = Goods.of(campaign.about(earning))
        goods = known[about]
        if points := campaign.points_for(goods, basket=basket, rule=rule):
            given.append(Given(campaign, points, goods.paid))
            if campaign.group:
                rank = points, campaign.priority, -campaign.version
                best[campaign.group] = max(rank, best.get(campaign.group, rank))
    kept = [
        one
        for one in given
        if not one.campaign.group
        or best[one.campaign.group][2] == -one.campaign.version
    ]
    return sorted(kept, key=_in_order)


def _in_order(one: Given) -> tuple[int, int]:
    return -one.campaign.priority, one.campaign.version
