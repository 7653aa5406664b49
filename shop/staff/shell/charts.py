"""Small bar charts: numbers in, places on a drawing out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

SLOT = 20
GAP = 6
HEIGHT = 64
# A day on which something happened never looks like a day on which nothing did.
LEAST = 2


@dataclass(frozen=True, kw_only=True)
class Bar:
    on: date
    value: Decimal
    x: int
    y: int
    height: int

    @property
    def width(self) -> int:
        return SLOT - GAP

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Bars from left to right on a drawing of `width` × `height`."""

    bars: Sequence[Bar]

    @property
    def largest(self) -> Decimal:
        """What the highest bar stands for."""
        return max((bar.value for bar in self.bars), default=Decimal(0))

    @property
    def width(self) -> int:
        return SLOT * len(self.bars) - GAP

    @property
    def height(self) -> int:
        return HEIGHT


def chart(values: Sequence[tuple[date, Decimal | int]]) -> Chart:
    """Draw one bar a day, the largest as high as the drawing."""
    largest = max((Decimal(value) for _day, value in values), default=Decimal(0))
    bars = []
    for place, (on, value) in enumerate(values):
        height = _height(Decimal(value), largest)
        bars.append(
            Bar(
                on=on,
                value=Decimal(value),
                x=place * SLOT,
                y=HEIGHT - height,
                height=height,
            )
        )
    return Chart(bars=bars)


def _height(value: Decimal, largest: Decimal) -> int:
    if value <= 0:
        return 0
    return max(LEAST, int(HEIGHT * value / largest))
