"""A basket as its page shows it."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone

from loyalty.arithmetic.tiers import Tier
from shop.baskets.filling import sellable
from shop.baskets.summary import summary_rows
from shop.baskets.vouchers import is_idle
from shop.delivery import tariffs
from shop.delivery.methods import DeliveryMethod
from shop.forks.basket.models import Basket, Line
from shop.forks.catalogue.models import Product, ProductImage, Tint
from shop.forks.catalogue.naming import Name
from shop.orders.told.basket import tell_basket
from shop.orders.told.lines import ToldLine
from shop.orders.told.purchase import Told
from shop.rewards import tiers

ZERO = Decimal("0.00")


def picture_of(product: Product) -> ProductImage | None:
    """The picture of a product; of a variant without one, that of its parent."""
    images = list(product.images.all())
    if not images and product.is_child:
        images = list(product.parent.images.all())
    return images[0] if images else None


def tint_of(product: Product) -> str:
    """The ground a product's picture stands on: that of its category."""
    shelved = product.parent if product.is_child else product
    categories = list(shelved.categories.all())
    return categories[0].tint if categories else Tint.OAT


def input_id(line: Line) -> str:
    """The same after each change, so that the focus stays where it was."""
    return f"quantity-{line.pk}"


@dataclass(frozen=True)
class Row:
    """One line, what it is told to cost, and how many pieces can be had at most."""

    line: Line
    told: ToldLine
    most: int

    @cached_property
    def product(self) -> Product:
        return self.line.product

    @cached_property
    def name(self) -> Name:
        return Name(self.told.title, self.told.variant)

    @property
    def image(self) -> ProductImage | None:
        return picture_of(self.product)

    @property
    def tint(self) -> str:
        return tint_of(self.product)

    @property
    def input_id(self) -> str:
        return input_id(self.line)

    @property
    def unit_price(self) -> Decimal | None:
        return self.line.unit_price_incl_tax

    @property
    def is_sold_out(self) -> bool:
        return self.most == 0

    @property
    def is_too_many(self) -> bool:
        return 0 < self.most < self.line.quantity

    @property
    def old_price(self) -> Decimal | None:
        """The price when it was put into the basket, if it has changed."""
        then = self.line.price_incl_tax
        if self.is_sold_out or then is None or then == self.unit_price:
            return None
        return then


@dataclass(frozen=True)
class InBasket:
    """A voucher by its code, and whether it takes nothing off (F09)."""

    code: str
    is_idle: bool


@dataclass(frozen=True)
class Contents:
    rows: list[Row]
    told: Told
    vouchers: list[InBasket]
    tier: Tier | None = None

    @property
    def summary_rows(self) -> list[dict[str, Any]]:
        """What the total is made of, as components/summary.html takes it."""
        return summary_rows(self.told)

    @property
    def goods_after_offers(self) -> Decimal:
        """What the delivery is charged by: points do not count."""
        return self.told.goods_after_offers

    @cached_property
    def free_delivery(self) -> tuple[DeliveryMethod, Decimal] | None:
        """Which method is soonest free at home, and how much more makes it so.

        For whom their tier makes it free sooner, by what the tier asks for.
        """
        offer = tariffs.current().free_from(to=tariffs.home())
        if offer is None:
            return None
        method, value = offer
        if self.tier is not None and self.tier.free_delivery_from is not None:
            value = min(value, self.tier.free_delivery_from)
        return method, max(ZERO, value - self.goods_after_offers)

    @property
    def must_change(self) -> bool:
        """Whether something in it cannot be ordered as it is."""
        return any(row.is_sold_out or row.is_too_many for row in self.rows)

    @property
    def has_news(self) -> bool:
        return self.must_change or any(row.old_price for row in self.rows)


def contents(*, basket: Basket) -> Contents:
    """Describe a basket whose offers have been applied."""
    told = tell_basket(basket)
    rows = [
        Row(line=line, told=said, most=sellable(line.product, line.purchase_info))
        for line, said in zip(basket.all_lines(), told.lines, strict=True)
    ]
    vouchers = [
        InBasket(code=voucher.code, is_idle=is_idle(voucher, basket=basket))
        for voucher in (basket.vouchers.all() if rows else ())
    ]
    tier = tiers.tier_of(member_id=basket.owner_id, at=timezone.now())
    return Contents(rows=rows, told=told, vouchers=vouchers, tier=tier)
