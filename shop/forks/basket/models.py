"""Baskets that carry the points their owner wants to use."""

from decimal import Decimal

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _
from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine
from oscar.apps.basket.managers import OpenBasketManager
from oscar.apps.basket.utils import DiscountApplication
from oscar.core.utils import round_half_up_two_dec

from shop.forks.basket.registry import Claims
from shop.forks.basket.shelves import tell_shelves, with_shelves
from shop.operations.compiled import Compiled


class OpenBaskets(OpenBasketManager):
    def get_or_create(self, *, owner):
        """Asked for on each page of a member; there is one at most."""
        found = _OF_OWNER.rows(owner.pk)
        return (found[0], False) if found else super().get_or_create(owner=owner)


class Basket(AbstractBasket):
    _lines: models.QuerySet | None
    objects: models.Manager = models.Manager()  # or the next would stand for it
    open = OpenBaskets()
    points_requested = models.PositiveIntegerField(_("points to use"), default=0)
    # The owner's voucher from points, by its number: a wish, nothing is set aside.
    voucher_requested = models.BigIntegerField(
        _("voucher to use"), null=True, blank=True
    )

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
            self._lines = self.lines.order_by("pk")
            # As if it had been asked for them itself.
            self._lines._result_cache = lines = _LINES.rows(self.pk)
            for line in lines:
                line.basket = self
            tell_shelves(self, lines)
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

    def put(self, product, info, quantity, *, among):
        """Add pieces as `add_product` does, where the lines have been read."""
        price, record = info.price, info.stockrecord
        reference = self._create_line_reference(product, record, [])
        for line in among:
            if line.line_reference == reference:
                line.quantity += quantity
                line.save()
                break
        else:
            line = self.lines.model(
                basket=self,
                line_reference=reference,
                product=product,
                stockrecord=record,
                quantity=quantity,
                price_currency=price.currency,
                price_excl_tax=price.excl_tax,
                price_incl_tax=price.incl_tax,
                tax_code=price.tax_code,
            )
            line.save(force_insert=True)
        self.reset_offer_applications()
        return line

    @property
    def currency(self):
        """That of the first line, for which the others need not be read."""
        if self._lines is not None or self.id is None:
            return super().currency
        return (
            self.lines.order_by("pk").values_list("price_currency", flat=True).first()
        )


_OF_OWNER = Compiled(lambda owner: Basket.open.filter(owner_id=owner))
_LINES = Compiled(lambda basket: with_shelves(Line.objects.filter(basket_id=basket)))


class Line(AbstractLine):
    class Meta(AbstractLine.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="basketline_has_pieces"
            )
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.discounts = Claims(self)

    def clear_discount(self):
        self.discounts = Claims(self)

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
