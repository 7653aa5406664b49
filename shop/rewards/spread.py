"""How points become a discount on the lines of a purchase: pure arithmetic.

Points cover a line up to its cap, and the whole purchase up to a share of the
goods and never its last cent. What a purchase uses is spread over its lines in
proportion to their caps, exact to the point and the cent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

CENT = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """The fewest points that are worth a whole number of cents, and that number."""

    points: int
    cents: int

    @classmethod
    def at(cls, points_per_unit: int) -> "Exchange":
        """Return the exchange at which `points_per_unit` give 1.00 of discount."""
        points_per_cent = Fraction(points_per_unit, 100)
        return cls(points=points_per_cent.numerator, cents=points_per_cent.denominator)

    def discount(self, points: int) -> Decimal:
        """Return the discount that `points` give; a part of a cent gives nothing."""
        return points // self.points * self.cents * CENT

    def round_down(self, points: int) -> int:
        return points // self.points * self.points

    def round_up(self, points: int) -> int:
        return -(-points // self.points) * self.points

    def parts(self, points: int, lines: "Iterable[Payable]") -> "Mapping[int, Part]":
        """Return what `points` do on each line, by its key."""
        return spread(points, lines, self)


@dataclass(frozen=True, kw_only=True)
class Payable:
    """What one line still costs, and how many percent of it points may cover.

    A voucher from points has `covered` a part of that already.
    """

    key: int
    value: Decimal
    share_percent: int = 100
    covered: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Part:
    """What points do on one line."""

    points: int
    discount: Decimal


def cap(line: Payable, exchange: Exchange) -> int:
    """Return the most points that may be used on `line`."""
    most = _cents(line.value * line.share_percent / 100)
    return max(0, most - _cents(line.covered)) // exchange.cents * exchange.points


def most_points(
    lines: Iterable[Payable], exchange: Exchange, *, max_share_percent: int = 100
) -> int:
    """Return the most points that a purchase of `lines` may use.

    At least one cent of the goods is left to be paid in money.
    """
    lines = list(lines)
    goods = sum((line.value for line in lines), Decimal(0))
    covered = min(_cents(goods * max_share_percent / 100), _cents(goods) - 1)
    covered -= sum(_cents(line.covered) for line in lines)
    return max(
        0,
        min(
            sum(cap(line, exchange) for line in lines),
            covered // exchange.cents * exchange.points,
        ),
    )


def spread(
    points: int, lines: Iterable[Payable], exchange: Exchange
) -> Mapping[int, Part]:
    """Spread `points` over `lines`; lines without points are left out.

    The parts add up to `points` exactly. What rounding down leaves over goes to
    the lines with the largest remainders, the first of equals.

    Raises ValueError when the lines cannot take that many points, or not in
    whole cents.
    """
    caps = {line.key: cap(line, exchange) // exchange.points for line in lines}
    room = sum(caps.values())
    wanted, odd = divmod(points, exchange.points)
    if odd or not 0 <= wanted <= room:
        raise ValueError(f"{points} points cannot be spread over these lines.")
    if not wanted:
        return {}

    shares = {key: divmod(wanted * most, room) for key, most in caps.items()}
    left = wanted - sum(share for share, _remainder in shares.values())
    by_remainder = sorted(shares, key=lambda key: -shares[key][1])
    topped_up = set(by_remainder[:left])
    parts = {key: share + (key in topped_up) for key, (share, _) in shares.items()}
    return {
        key: Part(points=part * exchange.points, discount=part * exchange.cents * CENT)
        for key, part in parts.items()
        if part
    }


def _cents(amount: Decimal) -> int:
    return int((amount * 100).to_integral_value(ROUND_FLOOR))
