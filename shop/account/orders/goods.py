"""A line of an order with what is still known of its product."""

from dataclasses import dataclass

from shop.baskets.contents import picture_of, tint_of
from shop.forks.catalogue.models import Product, ProductImage, Tint
from shop.forks.order.models import Line


@dataclass(frozen=True)
class LineRow:
    line: Line

    @property
    def product(self) -> Product | None:
        return self.line.product

    @property
    def url(self) -> str:
        return self.product.get_absolute_url() if self.product else ""

    @property
    def image(self) -> ProductImage | None:
        return picture_of(self.product) if self.product else None

    @property
    def tint(self) -> str:
        return tint_of(self.product) if self.product else Tint.OAT
