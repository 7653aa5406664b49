"""Which products a category shows: filters, order, and what can be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import (
    DecimalField,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.forks.catalogue.models import Product
from shop.forks.partner.models import StockRecord
from shop.storefront.categories import Shelf
from shop.storefront.offers import offered

# Upper ends of the price steps; the last step is open.
PRICE_STEPS = (Decimal(10), Decimal(25), Decimal(50))
ORDERS = {
    "": (_("Newest first"), ("-date_created", "-id")),
    "price": (_("Price, low to high"), ("price", "id")),
    "-price": (_("Price, high to low"), ("-price", "id")),
    "name": (pgettext_lazy("of a thing", "Name"), ("title", "id")),
}


@dataclass(frozen=True)
class Choice:
    """What a visitor asked for; what is not understood counts as not asked."""

    in_stock: bool = False
    on_offer: bool = False
    price_step: int | None = None
    order: str = ""

    @classmethod
    def read(cls, values: Mapping[str, str]) -> "Choice":
        step = values.get("price", "")
        order = values.get("sort", "")
        steps = [str(number) for number in range(len(PRICE_STEPS) + 1)]
        return cls(
            in_stock=values.get("stock") == "1",
            on_offer=values.get("offers") == "1",
            price_step=steps.index(step) if step in steps else None,
            order=order if order in ORDERS else "",
        )


def products_on(shelf: Shelf | None, choice: Choice) -> QuerySet[Product]:
    """Return the browsable products of a category and those below it, or all."""
    products = Product.objects.browsable()
    if shelf is not None:
        products = products.filter(
            Exists(
                Product.categories.through.objects.filter(
                    product=OuterRef("pk"), category__path__startswith=shelf.path
                )
            )
        )
    if choice.in_stock:
        products = products.filter(_sellable())
    if choice.on_offer:
        products = products.filter(offered())
    if choice.price_step is not None or "price" in choice.order:
        products = _within(products.annotate(price=_price()), choice.price_step)
    return products.order_by(*ORDERS[choice.order][1])


def _records() -> tuple[QuerySet[StockRecord], QuerySet[StockRecord]]:
    """The stock records of the product outside, and those of its public variants.

    Each is found by its key. One query with an OR of the two is not: PostgreSQL
    then reads every stock record again for each product.
    """
    return (
        StockRecord.objects.filter(product=OuterRef("pk")),
        StockRecord.objects.filter(
            product__parent=OuterRef("pk"), product__is_public=True
        ),
    )


def _sellable() -> Q:
    allocated = Coalesce(F("num_allocated"), 0, output_field=IntegerField())
    own, variants = (
        Exists(records.filter(num_in_stock__gt=allocated)) for records in _records()
    )
    return Q(own) | Q(variants)


def _price() -> Least:
    """The least of all; what has no price counts for nothing."""
    return Least(*map(_cheapest, _records()))


def _cheapest(records: QuerySet[StockRecord]) -> Subquery:
    cheapest = records.order_by().values(kind=F("price_currency"))
    return Subquery(
        cheapest.annotate(least=Min("price")).values("least")[:1],
        output_field=DecimalField(max_digits=12, decimal_places=2),
    )


def _within(products: QuerySet[Product], step: int | None) -> QuerySet[Product]:
    if step is None:
        return products
    if step:
        products = products.filter(price__gte=PRICE_STEPS[step - 1])
    if step < len(PRICE_STEPS):
        products = products.filter(price__lt=PRICE_STEPS[step])
    return products
