"""The price a reduction is measured by: the lowest of the 30 days before it. Pure.

Directive 98/6/EC, Art. 6a; CJEU C-330/23, Aldi Süd: the percentage too is reckoned
from that price, and from no other with a note (docs/prices.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

WINDOW = timedelta(days=30)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Since:
    """From a moment on it cost so much; None while it was not sold."""

    at: datetime
    price: Decimal | None


@dataclass(frozen=True)
class Reduction:
    """While it lasts, one piece costs `percent` or `amount` less, or a `fixed_price`.

    If it costs `least` or more.
    It adds to others, or of those to `only_with` if it names some, unless it is
    exclusive.
    """

    begins: datetime | None
    ends: datetime | None
    percent: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    offer: int = 0
    priority: int = 0
    is_exclusive: bool = False
    only_with: frozenset[int] = frozenset()
    least: Decimal = Decimal(0)
    fixed_price: Decimal | None = None

    def holds(self, at: datetime) -> bool:
        begun = self.begins is None or self.begins <= at
        return begun and (self.ends is None or at < self.ends)

    def taken_off(self, price: Decimal) -> Decimal:
        if self.fixed_price is not None:
            return max(Decimal(0), price - self.fixed_price)
        part = price * self.percent / 100 + self.amount
        return part.quantize(CENT, ROUND_HALF_UP)

    def adds_to(self, other: "Reduction") -> bool:
        if self.is_exclusive or other.is_exclusive:
            return False
        named = self.only_with or other.only_with
        return (
            not named or other.offer in self.only_with or self.offer in other.only_with
        )


@dataclass(frozen=True)
class Prior:
    """What may be struck through, and the whole percents that may be said."""

    price: Decimal
    percent: int
    began: datetime


def for_everybody(
    prices: Iterable[Since], reductions: Sequence[Reduction]
) -> list[Since]:
    """What anybody had to pay, since when: prices of the shelf less what offers took.

    Of several at once the lowest price counts that anybody could have had: by the
    rules of a basket, or by any one of them alone.
    """
    shelf = sorted(prices, key=lambda one: one.at)
    if not shelf:
        return []
    moments = {one.at for one in shelf}
    for one in reductions:
        moments |= {at for at in (one.begins, one.ends) if at and at > shelf[0].at}
    paid: list[Since] = []
    for at in sorted(moments):
        price = [one.price for one in shelf if one.at <= at][-1]
        if price is not None:
            held = [one for one in reductions if one.holds(at)]
            price = min([less(price, held), *(less(price, [one]) for one in held)])
        if not paid or paid[-1].price != price:
            paid.append(Since(at, price))
    return paid


def less(price: Decimal, reductions: Iterable[Reduction]) -> Decimal:
    """What is left of the price of a piece by the rules of a basket.

    The highest priority takes first, and each takes of the whole price, to the cent
    and half a cent upwards; what is exclusive adds to nothing.
    """
    applied: list[Reduction] = []
    for one in sorted(reductions, key=lambda one: (-one.priority, one.offer)):
        if price >= one.least and all(one.adds_to(other) for other in applied):
            applied.append(one)
    taken = sum(one.taken_off(price) for one in applied)
    return max(Decimal("0.00"), price - taken)


def prior_price(
    paid: Sequence[Since], *, at: datetime, progressive: bool = True
) -> Prior | None:
    """Return what the price at this time is reduced from; None if it is not.

    The window ends where the reduction begins: neither its own price nor a later one
    counts. One that grows step by step without a break is one reduction where the
    law of the country lets it be (`progressive`). What has been sold for less than
    30 days is measured by the time there was.
    """
    begun = [one for one in paid if one.at <= at]
    if len(begun) < 2 or begun[-1].price is None:
        return None
    now, first = begun[-1].price, len(begun) - 1
    while first and _falls(begun[first - 1], begun[first]):
        first -= 1
        if not progressive:
            break
    if first == len(begun) - 1:
        return None
    began = begun[first + 1].at
    lowest = _lowest(begun[: first + 1], until=began)
    if lowest is None or lowest <= now:
        return None
    percent = (lowest - now) / lowest * 100
    return Prior(lowest, int(percent.to_integral_value(ROUND_DOWN)), began)


def _falls(before: Since, after: Since) -> bool:
    return (
        before.price is not None
        and after.price is not None
        and after.price < before.price
    )


def _lowest(earlier: Sequence[Since], *, until: datetime) -> Decimal | None:
    """Of the prices that held at some time of the window."""
    ends = [one.at for one in earlier[1:]] + [until]
    opens = until - WINDOW
    held = [
        one.price
        for one, end in zip(earlier, ends, strict=True)
        if end > opens and one.price is not None
    ]
    return min(held, default=None)
