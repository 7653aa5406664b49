"""A basket as its page shows it."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from shop.baskets.filling import sellable
from shop.components.numbers import points
from shop.delivery import tariffs
from shop.delivery.methods import DeliveryMethod
from shop.forks.basket.models import Basket, Line
from shop.forks.catalogue.models import Product, ProductImage, Tint
from shop.rewards.offer import is_points_offer, points_by_line

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


@dataclass(frozen=True)
class Row:
    """One line. `discount` is what offers and vouchers take off, points apart."""

    line: Line
    most: int
    points_discount: Decimal

    @cached_property
    def product(self) -> Product:
        return self.line.product

    @cached_property
    def title(self) -> str:
        product = self.product
        return product.parent.title if product.is_child else product.title

    @cached_property
    def variant(self) -> str:
        """What tells a variant from its siblings."""
        if not self.product.is_child:
            return ""
        title = self.product.title or ""
        return title.removeprefix(self.title).strip(" ,:：，·–-")

    @property
    def image(self) -> ProductImage | None:
        return picture_of(self.product)

    @property
    def tint(self) -> str:
        return tint_of(self.product)

    @property
    def input_id(self) -> str:
        """The same after each change, so that the focus stays where it was."""
        return f"quantity-{self.line.pk}"

    @property
    def unit_price(self) -> Decimal | None:
        return self.line.unit_price_incl_tax

    @property
    def price(self) -> Decimal:
        return self.line.line_price_incl_tax or Decimal(0)

    @property
    def discount(self) -> Decimal:
        return self.line.discount_value - self.points_discount

    @property
    def discounted_price(self) -> Decimal:
        return self.price - self.discount

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
class Contents:
    rows: list[Row]
    goods: Decimal
    discounts: list[tuple[str, Decimal]]
    vouchers: list[str]
    points: int
    points_discount: Decimal
    total: Decimal

    @property
    def summary_rows(self) -> list[dict[str, Any]]:
        """What the total is made of, as components/summary.html takes it."""
        rows: list[dict[str, Any]] = [{"label": _("Goods"), "amount": self.goods}]
        rows += [
            {"label": name, "amount": -discount, "kind": "discount"}
            for name, discount in self.discounts
        ]
        if self.points:
            rows.append(
                {
                    "label": points(self.points),
                    "amount": -self.points_discount,
                    "kind": "points",
                }
            )
        return rows

    @property
    def goods_after_offers(self) -> Decimal:
        """What the delivery is charged by: points do not count."""
        return self.total + self.points_discount

    @cached_property
    def free_delivery(self) -> tuple[DeliveryMethod, Decimal] | None:
        """Which method is soonest free at home, and how much more makes it so."""
        offer = tariffs.current().free_from(to=tariffs.home())
        if offer is None:
            return None
        method, value = offer
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
    spent = points_by_line(basket)
    rows = [
        Row(
            line=line,
            most=sellable(line.product, line.purchase_info),
            points_discount=spent[line.pk].discount if line.pk in spent else ZERO,
        )
        for line in basket.all_lines()
    ]
    points_discount = sum((row.points_discount for row in rows), ZERO)
    return Contents(
        rows=rows,
        goods=sum((row.price for row in rows), ZERO),
        discounts=[
            (application["name"], application["discount"])
            for application in basket.offer_applications
            if application["discount"] > 0 and not is_points_offer(application["offer"])
        ],
        vouchers=[voucher.code for voucher in basket.vouchers.all()] if rows else [],
        points=sum(part.points for part in spent.values()),
        points_discount=points_discount,
        total=sum((row.discounted_price for row in rows), ZERO) - points_discount,
    )
