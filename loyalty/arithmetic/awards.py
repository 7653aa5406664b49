"""What a purchase earns: pure arithmetic on what was paid in money.

Money is `Decimal`, points are `int`, and the one rounding is named by the rule.
It is applied to the whole purchase, never to a line: 5 points per 2.50 must not
give 6 for 3.00 only because the lines were rounded one by one.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from math import lcm
from typing import NamedTuple

from loyalty.arithmetic.campaigns import CAMPAIGN, Campaign, Standing, counting
from loyalty.arithmetic.purchases import EarningLine, paid_for
from loyalty.arithmetic.tiers import TIER, Tier
from loyalty.terms.earning import EarningTerms

__all__ = [
    "PURCHASE",
    "Award",
    "EarningLine",
    "Granted",
    "Share",
    "award",
    "still_due",
]

# The source of what the money of a purchase earns by the rule of the programme.
PURCHASE = "purchase"


# Tuples: the proof of the books makes one of each for every order there is.
class Share(NamedTuple):
    """Points of an award that come from one source, and the money that earned them."""

    source: str
    version: int
    points: int
    base: Decimal
    campaign: Campaign | None = None
    tier: Tier | None = None


class Granted(NamedTuple):
    """A share as it was posted: `kept` is what returns have left of its points.

    `rate` is what the usual points were multiplied by, of a tier.
    """

    source: str
    version: int
    points: int
    kept: int
    rate: Decimal = Decimal(1)


class Award(NamedTuple):
    """What a purchase earns: a share of each source, on what was paid for `lines`."""

    shares: tuple[Share, ...]
    base: Decimal
    lines: tuple[EarningLine, ...]
    earning: tuple[EarningLine, ...]

    @property
    def points(self) -> int:
        return sum(share.points for share in self.shares)

    @property
    def added(self) -> tuple[Share, ...]:
        """What tier and campaigns add to what the rule gives."""
        return self.shares[1:]

    @property
    def excluded_amount(self) -> Decimal:
        return paid_for(self.lines) - self.base

    @property
    def per_line(self) -> Mapping[Hashable, int]:
        """How the points spread over the lines: they add up to the total exactly.

        The points of a share go to the lines that it is about. Those left after
        rounding down go to the lines with the largest remainders, the first of equals.
        """
        spread: Counter[Hashable] = Counter()
        for share in self.shares:
            about = share.campaign.about(self.earning) if share.campaign else None
            spread.update(_spread(share.points, about or self.earning, share.base))
        return dict.fromkeys((line.key for line in self.lines), 0) | spread


def award(
    lines: Iterable[EarningLine],
    rule: EarningTerms,
    campaigns: Iterable[Campaign] = (),
    standing: Standing | None = None,
) -> Award:
    """Return what `lines` earn under `rule`, and by what else where a `standing` is.

    The tier of a member adds to the points of the rule, not to those of campaigns.

    Whoever shows, books or proves points of a purchase asks here. What a member has
    left of the ceilings and budgets of campaigns is known to the ledger alone: what is
    said here is given while it lasts.
    """
    lines = tuple(lines)
    earning = _earning(lines, rule)
    base = paid_for(earning)
    shares = [Share(PURCHASE, rule.version, _by_rule(base, rule), base)]
    if standing is not None and standing.tier is not None:
        shares += _by_tier(base, rule, standing.tier)
    if campaigns and standing is not None:
        shares += (
            Share(CAMPAIGN, one.campaign.version, one.points, one.paid, one.campaign)
            for one in counting(campaigns, earning, rule, standing)
        )
    return Award(shares=tuple(shares), base=base, lines=lines, earning=earning)


def still_due(
    granted: Iterable[Granted],
    lines: Iterable[EarningLine],
    rule: EarningTerms,
    campaigns: Mapping[int, Campaign],
) -> list[int]:
    """Return what remains due of each share when only `lines` remain (L14, L16).

    Each is reckoned by its own source's version, and never by what holds today.
    Whether a campaign held was decided by the purchase: here only what it is about
    counts, so a fixed bonus stays as long as its conditions are met, and goes with
    them (L17). Never more than was given, which a ceiling may have made less.
    """
    earning = _earning(lines, rule)
    base = paid_for(earning)
    due = {
        PURCHASE: lambda _share: _by_rule(base, rule),
        TIER: lambda share: _times(share.rate, base, rule),
        CAMPAIGN: lambda share: min(
            share.points, campaigns[share.version].points_on(earning, rule)
        ),
    }
    return [due[share.source](share) for share in granted]


def _earning(
    lines: Iterable[EarningLine], rule: EarningTerms
) -> tuple[EarningLine, ...]:
    return tuple([line for line in lines if not line.labels & rule.excluded_labels])


def _by_rule(base: Decimal, rule: EarningTerms) -> int:
    return rule.rounded(base * rule.points_per_unit)


def _by_tier(base: Decimal, rule: EarningTerms, tier: Tier) -> list[Share]:
    points = _times(tier.multiplier, base, rule)
    if not points:
        return []
    return [Share(TIER, tier.version, points, base, tier=tier)]


def _times(rate: Decimal, base: Decimal, rule: EarningTerms) -> int:
    """Return what so many times the usual points are more than those."""
    return rule.rounded(base * rule.points_per_unit * (rate - 1))


def _spread(
    points: int, lines: Sequence[EarningLine], base: Decimal
) -> dict[Hashable, int]:
    if not base:
        return {}
    # Amounts over a common denominator: whole numbers divide exactly.
    ratios = [line.cash.as_integer_ratio() for line in lines]
    denominator = lcm(*(ratio[1] for ratio in ratios))
    weights = [number * denominator // below for number, below in ratios]
    total = sum(weights)
    shares = [divmod(points * weight, total) for weight in weights]
    left = points - sum(share for share, _remainder in shares)
    by_remainder = sorted(range(len(lines)), key=lambda i: -shares[i][1])
    topped_up = set(by_remainder[:left])
    spread: dict[Hashable, int] = {}
    for i, line in enumerate(lines):
        share = shares[i][0] + (i in topped_up)
        spread[line.key] = spread.get(line.key, 0) + share
    return spread
