"""What a purchase earns."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from math import isfinite

ROUNDINGS = {"down": ROUND_FLOOR, "half-up": ROUND_HALF_UP, "up": ROUND_CEILING}


@dataclass(frozen=True, kw_only=True)
class EarningTerms:
    """How much one unit of money earns, and what earns nothing."""

    version: int
    points_per_unit: Decimal
    rounding: str = "down"
    excluded_labels: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.rounding not in ROUNDINGS:
            raise ValueError(f"Unknown rounding: {self.rounding}")
        if not isfinite(self.points_per_unit) or self.points_per_unit < 0:
            raise ValueError("A purchase cannot earn less than nothing.")

    def rounded(self, points: Decimal) -> int:
        return int(points.to_integral_value(ROUNDINGS[self.rounding]))
