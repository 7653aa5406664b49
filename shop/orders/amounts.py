"""The arithmetic of a purchase: lines that add up to totals, to the cent.

All prices include VAT. Each line is rounded by itself, and so is the portion of
delivery at each rate; VAT by rate is the sum of these (S09, L32).
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from shop.tax.amounts import Portion, by_rate, net, portions

ZERO = Decimal("0.00")
# By what the rates of the goods count when delivery is shared among them: the first
# that says anything.
WEIGHTS = tuple(map(attrgetter, ("cash", "price", "quantity")))


@dataclass(frozen=True, kw_only=True)
class LineAmount:
    """What some pieces of one product cost; `discount` is that of all offers.

    `voucher_discount` is the part of it that `voucher_points` of a voucher gave.
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
    voucher_points: int = 0
    voucher_discount: Decimal = ZERO

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

    @property
    def taxed(self) -> Portion:
        return Portion.of(self.cash, vat_rate=self.vat_rate)

    def net(self, gross: Decimal) -> Decimal:
        return net(gross, vat_rate=self.vat_rate)


@dataclass(frozen=True, kw_only=True)
class DeliveryAmount:
    """What delivery costs after its discount, and what the `tier` of a member saves.

    `tier` is its name in the active language; `voucher_points` may have paid the rest.
    """

    code: str
    charge: Decimal
    discount: Decimal
    saved: Decimal = ZERO
    tier: str = ""
    voucher_points: int = 0

    @property
    def cash(self) -> Decimal:
        return self.charge - self.saved - self.discount


@dataclass(frozen=True, kw_only=True)
class Totals:
    """What a whole purchase costs.

    `goods` is before all discounts, `discounts` those of offers and vouchers on
    goods, `delivery` after its own discount: goods − discounts − points_discount
    + delivery = total. `delivery_portions` is what of it is taxed at which rate.
    """

    lines: tuple[LineAmount, ...]
    delivery_amount: DeliveryAmount
    delivery_portions: tuple[Portion, ...]
    goods: Decimal
    discounts: Decimal
    points: int
    points_discount: Decimal
    delivery: Decimal
    total: Decimal
    total_excl_tax: Decimal
    vat: Mapping[Decimal, Decimal]

    @property
    def voucher_points(self) -> int:
        """What the purchase uses of a voucher that was made of points."""
        of_lines = sum(line.voucher_points for line in self.lines)
        return of_lines + self.delivery_amount.voucher_points

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
    delivered = portions(delivery.cash, _weights(lines))
    taxed = by_rate([*(line.taxed for line in lines), *delivered])
    total = sum((line.cash for line in lines), ZERO) + delivery.cash
    return Totals(
        lines=lines,
        delivery_amount=delivery,
        delivery_portions=delivered,
        goods=sum((line.price for line in lines), ZERO),
        discounts=sum((line.discount for line in lines), ZERO),
        points=sum(line.points for line in lines),
        points_discount=sum((line.points_discount for line in lines), ZERO),
        delivery=delivery.cash,
        total=total,
        total_excl_tax=total - sum((portion.vat for portion in taxed), ZERO),
        vat={portion.vat_rate: portion.vat for portion in taxed if portion.vat},
    )


def _weights(lines: Sequence[LineAmount]) -> Mapping[Decimal, Decimal]:
    """How much each rate counts when delivery shares the fate of the goods."""
    for weight in WEIGHTS:
        weights: dict[Decimal, Decimal] = defaultdict(Decimal)
        for line in lines:
            weights[line.vat_rate] += weight(line)
        if any(weights.values()):
            return weights
    return {ZERO: Decimal(1)}
