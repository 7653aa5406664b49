"""What some pieces of one product cost, in figures: pure."""

from dataclasses import dataclass
from decimal import Decimal

from shop.measures.content import Content
from shop.tax.amounts import ZERO, Portion


@dataclass(frozen=True, kw_only=True)
class ToldLine:
    """Some pieces of one product. `key` is that of its basket line or order line.

    `variant` tells the goods from others of that `title`.

    `discount` is what offers and vouchers took off `price`, points apart; of it a
    voucher from points took `voucher_discount`. `net` and
    `vat_rate` are None while nobody knows where the goods go. Of an order, so many
    pieces were `returned` and so much money has `gone_back`. One piece holds `content`.
    """

    key: int
    title: str
    quantity: int
    unit_price: Decimal
    price: Decimal
    variant: str = ""
    sku: str = ""
    discount: Decimal = ZERO
    voucher_discount: Decimal = ZERO
    points: int = 0
    points_discount: Decimal = ZERO
    net: Decimal | None = None
    vat_rate: Decimal | None = None
    returned: int = 0
    gone_back: Decimal = ZERO
    content: Content | None = None

    @property
    def after_offers(self) -> Decimal:
        """What it costs after offers and before points."""
        return self.price - self.discount

    @property
    def before_own(self) -> Decimal:
        """What offers leave of it: points and vouchers from them are not counted."""
        return self.after_offers + self.voucher_discount

    @property
    def cash(self) -> Decimal:
        """What is paid for it in money."""
        return self.after_offers - self.points_discount

    @property
    def off(self) -> Decimal:
        """What offers and points take off."""
        return self.price - self.cash

    @property
    def taxed(self) -> Portion | None:
        if self.vat_rate is None or self.net is None:
            return None
        return Portion(vat_rate=self.vat_rate, gross=self.cash, net=self.net)
