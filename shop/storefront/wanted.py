"""Which variant a card shows where one was asked for: pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

CENT = Decimal("0.01")
IN_STOCK = "stock:1"


@dataclass(frozen=True)
class Ends:
    """Prices from `low` on and below `high`, if that is an end."""

    low: Decimal
    high: Decimal | None

    def hold(self, price: Decimal | None) -> bool:
        return (
            price is not None
            and self.low <= price
            and (self.high is None or price < self.high)
        )


@dataclass(frozen=True)
class Variant:
    """One of a product's, as its tile keeps it (tiles.sql)."""

    product_id: int
    marks: frozenset[str]
    price: Decimal | None
    picture: str

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Variant":
        price = kept["price"]
        return cls(
            product_id=kept["id"],
            marks=frozenset(kept["marks"]),
            price=None if price is None else Decimal(str(price)).quantize(CENT),
            picture=kept["picture"] or "",
        )

    @property
    def is_available(self) -> bool:
        return IN_STOCK in self.marks


@dataclass(frozen=True)
class Picked:
    """The variant for a card; `is_from` where others fit as well, at other prices."""

    variant: Variant
    picture: str
    is_from: bool


@dataclass(frozen=True)
class Wanted:
    """What a variant is to be.

    One of each of `marks`, and at a price of `prices`, if there are any: as it is
    chosen in a list. Of each of `named`, which were only said in a search, as many as
    can be. Or one of `ids`, whatever else it is.
    """

    marks: Sequence[Collection[str]] = ()
    prices: Sequence[Ends] = ()
    named: Sequence[Collection[str]] = ()
    ids: Collection[int] = ()

    def __bool__(self) -> bool:
        return bool(self.marks or self.prices or self.named or self.ids)

    def pick(self, variants: Sequence[Mapping[str, Any]]) -> Picked | None:
        """Return the variant to show: available ones first, of these the cheapest.

        None where nothing was asked that tells the variants apart.
        """
        those = [Variant.read(one) for one in variants]
        fitting = self._fitting(those)
        if not fitting or (len(fitting) == len(those) and not self.ids):
            return None
        there = [one for one in fitting if one.is_available] or fitting
        cheapest = min(there, key=_price)
        pictured = [cheapest.picture, *(one.picture for one in there)]
        return Picked(
            variant=cheapest,
            picture=next(filter(None, pictured), ""),
            is_from=len({one.price for one in there}) > 1,
        )

    def _fitting(self, variants: Sequence[Variant]) -> list[Variant]:
        if self.ids:
            return [one for one in variants if one.product_id in self.ids]
        fitting = [one for one in variants if self._has_chosen(one)]
        said = [self._says(one) for one in fitting]
        most = max(said, default=0)
        return [one for one, says in zip(fitting, said, strict=True) if says == most]

    def _has_chosen(self, one: Variant) -> bool:
        if self.prices and not any(ends.hold(one.price) for ends in self.prices):
            return False
        return all(not one.marks.isdisjoint(marks) for marks in self.marks)

    def _says(self, one: Variant) -> int:
        return sum(not one.marks.isdisjoint(marks) for marks in self.named)


def _price(one: Variant) -> tuple[bool, Decimal]:
    return one.price is None, one.price or Decimal(0)
