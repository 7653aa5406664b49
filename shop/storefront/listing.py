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
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

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
    "name": (_("Name"), ("title", "id")),
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
        products = products.filter(Exists(_sellable()))
    if choice.on_offer:
        products = products.filter(offered())
    if choice.price_step is not None or "price" in choice.order:
        products = _within(products.annotate(price=_price()), choice.price_step)
    return products.order_by(*ORDERS[choice.order][1])


def _records() -> QuerySet[StockRecord]:
    """The stock records of the product outside, or of its public variants."""
    return StockRecord.objects.filter(
        Q(product=OuterRef("pk"))
        | Q(product__parent=OuterRef("pk"), product__is_public=True)
    )


def _sellable() -> QuerySet[StockRecord]:
    allocated = Coalesce(F("num_allocated"), 0, output_field=IntegerField())
    return _records().filter(num_in_stock__gt=allocated)


def _price() -> Subquery:
    cheapest = _records().order_by().values(kind=F("price_currency"))
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
