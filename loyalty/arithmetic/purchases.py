"""What is bought: values that all awards are reckoned from."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, kw_only=True)
class EarningLine:
    """One line of a purchase: what was paid for it in money, and what it is.

    `product` is the key of what was bought, `labels` what it counts as. `in_money` is
    the part of its price that money pays; the rest of it points have paid.
    """

    key: Hashable
    cash: Decimal
    labels: frozenset[str] = frozenset()
    pieces: int = 1
    product: int | None = None
    in_money: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        if self.cash < 0:
            raise ValueError("Nobody pays less than nothing for a line.")


def part_in_money(cash: Decimal, by_points: Decimal) -> Fraction:
    """Return which part of a price money pays, where points pay `by_points` of it."""
    if not by_points:
        return Fraction(1)
    return Fraction(cash) / Fraction(cash + by_points)


def paid_for(lines: Iterable[EarningLine]) -> Decimal:
    return sum((line.cash for line in lines), Decimal(0))
