"""What delivery costs by weight and value: values in, values out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shop.typed.postcodes import signs

FREE = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A price for goods worth `goods_from` or more that weigh up to `up_to_grams`.

    Without `up_to_grams` it carries any weight. Goods worth `free_from` or more
    travel free.
    """

    price: Decimal
    goods_from: Decimal = FREE
    up_to_grams: int | None = None
    free_from: Decimal | None = None

    def carries(self, *, goods: Decimal, grams: int) -> bool:
        light_enough = self.up_to_grams is None or grams <= self.up_to_grams
        return light_enough and goods >= self.goods_from

    def charge(self, *, goods: Decimal) -> Decimal:
        if self.free_from is not None and goods >= self.free_from:
            return FREE
        return self.price


def fitting(rates: Iterable[Rate], *, goods: Decimal, grams: int) -> Rate | None:
    """The rate for a parcel: the lightest that carries it, then the most valuable."""
    return min(
        (rate for rate in rates if rate.carries(goods=goods, grams=grams)),
        key=lambda rate: (
            rate.up_to_grams is None,
            rate.up_to_grams or 0,
            -rate.goods_from,
        ),
        default=None,
    )


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Where a parcel goes. `country` is the two-letter code."""

    country: str
    postcode: str = ""


def closeness(
    countries: Sequence[str], postcodes: Sequence[str], destination: Destination
) -> int | None:
    """How closely a zone names a destination; None when it does not.

    Everywhere else is 0, the country 1, and beginnings of postcodes count more the
    longer they are.
    """
    if not countries:
        return 0
    if destination.country not in countries:
        return None
    if not postcodes:
        return 1
    written, *named = (
        signs(postcode, country=destination.country)
        for postcode in (destination.postcode, *postcodes)
    )
    begun = [len(each) for each in named if each and written.startswith(each)]
    return 1 + max(begun) if begun else None
