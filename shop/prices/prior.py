"""The price a reduction is measured by: the lowest of the 30 days before it. Pure.

Directive 98/6/EC, Art. 6a; CJEU C-330/23, Aldi Süd: the percentage too is reckoned
from that price, and from no other with a note (docs/prices.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal

WINDOW = timedelta(days=30)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Since:
    """From a moment on it cost so much; None while it was not sold."""

    at: datetime
    price: Decimal | None


@dataclass(frozen=True)
class Reduction:
    """While it lasts, everybody pays `percent` less and then `amount` less."""

    begins: datetime | None
    ends: datetime | None
    percent: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)

    def holds(self, at: datetime) -> bool:
        begun = self.begins is None or self.begins <= at
        return begun and (self.ends is None or at < self.ends)


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

    Of several at once the one that takes most counts: nobody was sure to get them
    all, and the lowest price is the one that anybody could have had.
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
            price = min((_less(price, one) for one in held), default=price)
        if not paid or paid[-1].price != price:
            paid.append(Since(at, price))
    return paid


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


def _less(price: Decimal, reduction: Reduction) -> Decimal:
    left = (price * (100 - reduction.percent) / 100).quantize(CENT)
    return max(Decimal("0.00"), left - reduction.amount)
