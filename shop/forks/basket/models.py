"""Baskets that carry the points their owner wants to use."""

from decimal import Decimal

from django.db import models
from django.db.models import Q, Sum, prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine
from oscar.apps.basket.utils import DiscountApplication
from oscar.core.utils import round_half_up_two_dec

from shop.forks.catalogue.models import marks_of


class Basket(AbstractBasket):
    _lines: models.QuerySet | None
    points_requested = models.PositiveIntegerField(_("points to use"), default=0)

    class Meta(AbstractBasket.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(status="Open"),
                name="basket_one_open_per_owner",
            )
        ]

    def all_lines(self):
        """The lines with all that pages and offers ask of them, in bulk (S14)."""
        if self.id is None:
            return self.lines.model.objects.none()
        if self._lines is None:
            self._lines = (
                self.lines.annotate(marks=marks_of("product"))
                .select_related(
                    "stockrecord",
                    "product__product_class",
                    "product__parent__product_class",
                )
                .order_by("pk")
            )
            for line in self._lines:
                line.product.marks = line.marks
            _read_shelves([line.product for line in self._lines])
        return self._lines

    @property
    def num_lines(self):
        return len(self.all_lines())

    @property
    def num_items(self):
        """Counted by the database where nobody has read the lines: as when adding."""
        if self._lines is not None or self.id is None:
            return super().num_items
        return self.lines.aggregate(pieces=Sum("quantity", default=0))["pieces"]

    def count(self, product):
        """How many pieces are in it, and how many of them are of this product."""
        counted = self.lines.aggregate(
            all=Sum("quantity", default=0),
            same=Sum("quantity", filter=Q(product=product), default=0),
        )
        return counted["all"], counted["same"]

    @property
    def currency(self):
        """That of the first line, for which the others need not be read."""
        if self._lines is not None or self.id is None:
            return super().currency
        return (
            self.lines.order_by("pk").values_list("price_currency", flat=True).first()
        )


def _read_shelves(products):
    """Read prices, pictures and categories of products and parents all at once."""
    parents = [product.parent for product in products if product.is_child]
    prefetch_related_objects(products, "stockrecords")
    prefetch_related_objects([*products, *parents], "images", "categories")


class Line(AbstractLine):
    class Meta(AbstractLine.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="basketline_has_pieces"
            )
        ]

    def discount(self, discount_value, affected_quantity, incl_tax=True, offer=None):
        """Discount the line by whole cents and no more than is left of its value.

        Oscar's percentages leave parts of a cent, and its absolute discounts add
        up to more than the line costs (S09, S11, L33).
        """
        discount = round_half_up_two_dec(discount_value)
        super().discount(
            max(0, min(discount, self.left)), affected_quantity, incl_tax, offer
        )

    @property
    def left(self):
        """What it costs after the discounts that it carries."""
        return self.line_price_incl_tax - self.discounts.total

    def carry(self, amount, *, offer):
        """Carry a discount without claiming pieces for its offer.

        Claiming them, Oscar would ask the database line by line which offers may be
        combined (S14).
        """
        self.discounts.all().append(
            DiscountApplication(amount, self.quantity, incl_tax=True, offer=offer)
        )
        # Nobody claims these pieces, and the registry forgets the sum it had cached.
        self.discounts.discount(Decimal(0), self.quantity)

    def forget_discounts(self, *, since):
        """Carry only the first discounts; what was claimed stays claimed."""
        del self.discounts.all()[since:]
        self.discounts.discount(Decimal(0), 0)


# Oscar's remaining models, registered after ours so that it leaves those out.
from oscar.apps.basket.models import (  # noqa: E402, F401  re-exported
    InvalidBasketLineError,
    LineAttribute,
)
