"""What a purchase earns: pure arithmetic on what was paid in money.

Money is `Decimal`, points are `int`, and the one rounding is named by the rule.
It is applied to the whole purchase, never to a line: 5 points per 2.50 must not
give 6 for 3.00 only because the lines were rounded one by one.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from math import lcm
from typing import NamedTuple

# The source of what the money of a purchase earns by the rule of the programme.
PURCHASE = "purchase"

ROUNDINGS = {"down": ROUND_FLOOR, "half-up": ROUND_HALF_UP, "up": ROUND_CEILING}


@dataclass(frozen=True, kw_only=True)
class EarningRule:
    """How much one unit of money earns, and what earns nothing."""

    version: int
    points_per_unit: Decimal
    rounding: str = "down"
    excluded_labels: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.rounding not in ROUNDINGS:
            raise ValueError(f"Unknown rounding: {self.rounding}")
        if self.points_per_unit < 0:
            raise ValueError("A purchase cannot earn less than nothing.")


@dataclass(frozen=True, kw_only=True)
class EarningLine:
    """One line of a purchase: what was paid for it in money, and its labels."""

    key: Hashable
    cash: Decimal
    labels: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.cash < 0:
            raise ValueError("Nobody pays less than nothing for a line.")


# Tuples: the proof of the books makes one of each for every order there is.
class Share(NamedTuple):
    """Points of an award that come from one source, and the money that earned them."""

    source: str
    version: int
    points: int
    base: Decimal


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
    def excluded_amount(self) -> Decimal:
        return _paid_for(self.lines) - self.base

    @property
    def per_line(self) -> Mapping[Hashable, int]:
        """How the points spread over the lines: they add up to the total exactly.

        The points left after rounding down go to the lines with the largest
        remainders, the first of equals.
        """
        without = dict.fromkeys((line.key for line in self.lines), 0)
        return without | _spread(self.points, self.earning, self.base)


def award(lines: Iterable[EarningLine], rule: EarningRule) -> Award:
    """Return what `lines` earn under `rule`.

    Whoever shows, books, takes back or proves points of a purchase asks here. What
    remains after a return is reckoned like a purchase, by the rule it was made under.
    """
    lines = tuple(lines)
    earning = tuple([line for line in lines if not line.labels & rule.excluded_labels])
    base = _paid_for(earning)
    share = Share(
        source=PURCHASE,
        version=rule.version,
        points=_rounded(base, rule),
        base=base,
    )
    return Award(
        shares=(share,),
        base=base,
        lines=lines,
        earning=earning,
    )


def _paid_for(lines: Iterable[EarningLine]) -> Decimal:
    return sum((line.cash for line in lines), Decimal(0))


def _rounded(base: Decimal, rule: EarningRule) -> int:
    exact = base * rule.points_per_unit
    return int(exact.to_integral_value(ROUNDINGS[rule.rounding]))


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
