"""What one purchase comes to, in figures: pure, and the same whoever reads it.

A basket, an order and an invoice are told by these values. They hold amounts and
facts but no sentences: words lie on top, in the room of each audience.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from shop.orders.told.lines import ToldLine
from shop.tax.amounts import ZERO, Portion, by_rate


@dataclass(frozen=True, kw_only=True)
class ToldOffers:
    """What offers and vouchers took off the goods; a basket names each by itself."""

    names: tuple[str, ...]
    amount: Decimal


def named(offer: str, *, code: str = "") -> str:
    """What an offer goes by, with the code of its voucher: before and after alike."""
    return f"{offer} · {code}" if code and code not in offer else offer


@dataclass(frozen=True, kw_only=True)
class ToldDelivery:
    """What delivery costs after its own discount; `taxed` is that by VAT rate.

    What a `tier` of that name has `saved` is taken off already.
    """

    name: str
    amount: Decimal
    taxed: tuple[Portion, ...] = ()
    saved: Decimal = ZERO
    tier: str = ""


class Kind(StrEnum):
    GOODS = "goods"
    OFFERS = "offers"
    POINTS = "points"
    DELIVERY = "delivery"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of the summary. What is taken off is a negative `amount`."""

    kind: Kind
    amount: Decimal
    pieces: int = 0
    points: int = 0
    names: tuple[str, ...] = ()
    saved: Decimal = ZERO
    tier: str = ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A whole purchase; without `delivery` while its way is not chosen.

    goods − discount − points_discount + delivery = total.
    """

    lines: tuple[ToldLine, ...]
    offers: tuple[ToldOffers, ...] = ()
    delivery: ToldDelivery | None = None

    @cached_property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)

    @cached_property
    def goods(self) -> Decimal:
        """All goods before all discounts."""
        return sum((line.price for line in self.lines), ZERO)

    @cached_property
    def discount(self) -> Decimal:
        """What offers and vouchers took off the goods."""
        return sum((line.discount for line in self.lines), ZERO)

    @cached_property
    def points(self) -> int:
        return sum(line.points for line in self.lines)

    @cached_property
    def points_discount(self) -> Decimal:
        return sum((line.points_discount for line in self.lines), ZERO)

    @property
    def goods_after_offers(self) -> Decimal:
        """What delivery is charged by: points do not count."""
        return self.goods - self.discount

    @cached_property
    def total(self) -> Decimal:
        """What is to be paid in money."""
        delivery = self.delivery.amount if self.delivery else ZERO
        return sum((line.cash for line in self.lines), delivery)

    @cached_property
    def vat(self) -> tuple[Portion, ...]:
        """What of the total is taxed at which rate, the lowest first."""
        goods = [line.taxed for line in self.lines if line.taxed]
        return by_rate([*goods, *(self.delivery.taxed if self.delivery else ())])

    @property
    def rows(self) -> Iterator[Row]:
        """The summary, from the price of the goods down to the total."""
        yield Row(kind=Kind.GOODS, amount=self.goods, pieces=self.pieces)
        for offers in self.offers:
            yield Row(kind=Kind.OFFERS, amount=-offers.amount, names=offers.names)
        if self.points:
            yield Row(
                kind=Kind.POINTS, amount=-self.points_discount, points=self.points
            )
        if self.delivery:
            yield Row(
                kind=Kind.DELIVERY,
                amount=self.delivery.amount,
                names=(self.delivery.name,),
                saved=self.delivery.saved,
                tier=self.delivery.tier,
            )
