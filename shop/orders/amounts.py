"""The arithmetic of a purchase: lines that add up to totals, to the cent.

All prices include VAT. Each line is rounded by itself; VAT by rate is the sum of
the lines' VAT and that of delivery (S09, L32).
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from shop.forks.partner.strategy import net

ZERO = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class LineAmount:
    """What some pieces of one product cost; `discount` is that of all offers.

    `key` is the basket line, `stock` its stock record.
    """

    key: int
    stock: int
    quantity: int
    unit_price: Decimal
    vat_rate: Decimal
    discount: Decimal = ZERO
    points: int = 0
    points_discount: Decimal = ZERO

    @property
    def price(self) -> Decimal:
        """The price before all discounts."""
        return self.unit_price * self.quantity

    @property
    def cash(self) -> Decimal:
        """What is to be paid in money."""
        return self.price - self.discount - self.points_discount

    @property
    def cash_excl_tax(self) -> Decimal:
        return self.net(self.cash)

    def net(self, gross: Decimal) -> Decimal:
        return net(gross, vat_rate=self.vat_rate)


@dataclass(frozen=True, kw_only=True)
class DeliveryAmount:
    """What delivery costs after its discount."""

    code: str
    charge: Decimal
    discount: Decimal
    vat_rate: Decimal

    @property
    def cash(self) -> Decimal:
        return self.charge - self.discount

    @property
    def cash_excl_tax(self) -> Decimal:
        return net(self.cash, vat_rate=self.vat_rate)


@dataclass(frozen=True, kw_only=True)
class Totals:
    """What a whole purchase costs.

    `goods` is before all discounts, `discounts` those of offers and vouchers on
    goods, `delivery` after its own discount: goods − discounts − points_discount
    + delivery = total.
    """

    lines: tuple[LineAmount, ...]
    delivery_amount: DeliveryAmount
    goods: Decimal
    discounts: Decimal
    points: int
    points_discount: Decimal
    delivery: Decimal
    total: Decimal
    total_excl_tax: Decimal
    vat: Mapping[Decimal, Decimal]

    @property
    def quote(self) -> str:
        """A fingerprint of everything the shopper agrees to, readable in parts.

        The page carries it; it proves nothing, it only says what was seen.
        """
        seen = [
            f"{line.stock}×{line.quantity}:{line.price}-{line.discount}"
            f"-{line.points}p{line.points_discount}"
            for line in self.lines
        ]
        seen.append(f"{self.delivery_amount.code}:{self.delivery}")
        digest = hashlib.sha256("|".join(seen).encode()).hexdigest()[:16]
        return f"{self.total}_{self.points}_{self.delivery}_{digest}"


def add_up(lines: Iterable[LineAmount], delivery: DeliveryAmount) -> Totals:
    """Add lines and delivery up."""
    lines = tuple(lines)
    vat: dict[Decimal, Decimal] = defaultdict(Decimal)
    parts: tuple[LineAmount | DeliveryAmount, ...] = (*lines, delivery)
    for part in parts:
        vat[part.vat_rate] += part.cash - part.cash_excl_tax
    total = sum((line.cash for line in lines), ZERO) + delivery.cash
    return Totals(
        lines=lines,
        delivery_amount=delivery,
        goods=sum((line.price for line in lines), ZERO),
        discounts=sum((line.discount for line in lines), ZERO),
        points=sum(line.points for line in lines),
        points_discount=sum((line.points_discount for line in lines), ZERO),
        delivery=delivery.cash,
        total=total,
        total_excl_tax=total - sum(vat.values(), ZERO),
        vat={rate: vat[rate] for rate in sorted(vat) if vat[rate]},
    )
