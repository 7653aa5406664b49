"""The variants of a product as a choice: chips, or a table of two attributes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from oscar.apps.partner.strategy import PurchaseInfo

from shop.forks.catalogue.models import Product
from shop.measures.content import Content
from shop.measures.saying import price_per_unit, said
from shop.prices.prior import Prior
from shop.rewards.display import points_for
from shop.storefront.reduced import Priced
from shop.storefront.tiles import FEW_LEFT
from shop.users.models import User

AXES = 2


@dataclass(frozen=True)
class Stock:
    """What a page says about the stock: `state` is plenty, low or gone."""

    state: str
    text: str


@dataclass(frozen=True)
class Variant:
    """`place` is that of its own picture among those of the page.

    `price` is by the offers that hold for everybody, `prior` what it is reduced from.
    """

    product_id: int
    axes: Mapping[str, str]
    label: str
    price: Decimal
    earns: int
    is_available: bool
    is_chosen: bool
    stock: Stock
    place: int | None = None
    content: Content | None = None
    prior: Prior | None = None

    @property
    def per_unit(self) -> str:
        return said(price_per_unit(self.price, self.content))


@dataclass(frozen=True)
class Row:
    label: str
    cells: list[Variant | None]


@dataclass(frozen=True)
class Matrix:
    """Rows of variants; `columns` only where two attributes make a table."""

    legend: str
    columns: list[str]
    rows: list[Row]
    chosen: Variant


def stock_of(product: Product, info: PurchaseInfo) -> Stock:
    if not info.availability.is_available_to_buy:
        return Stock("gone", _("Sold out"))
    left = None if product.is_parent else pieces_left(product)
    if left is not None and left <= FEW_LEFT:
        words = ngettext("Only %(count)d left", "Only %(count)d left", left)
        return Stock("low", words % {"count": left})
    return Stock("plenty", _("In stock, ready to ship"))


def pieces_left(product: Product) -> int | None:
    """Return how many pieces can still be sold; None where stock is not counted."""
    records = product.stockrecords.all()
    if not records or not product.get_product_class().track_stock:
        return None
    return records[0].net_stock_level


def matrix_of(
    children: Iterable[tuple[Product, PurchaseInfo]],
    *,
    prices: Mapping[int, Priced],
    values: Mapping[int, Mapping[str, str]],
    places: Mapping[int, int],
    labels: frozenset[str],
    chosen: int | None,
    buyer: User | AnonymousUser,
) -> Matrix | None:
    """Lay out the variants by their `values`; None if there is nothing to choose.

    Only what has a price (`prices`, by key) can be chosen.

    Chosen is the variant asked for, else the first that can be bought.
    """
    priced = [(child, info) for child, info in children if child.pk in prices]
    if not priced:
        return None
    chosen_id = _chosen(priced, chosen)
    variants = [
        Variant(
            product_id=child.pk,
            axes=values[child.pk],
            label=" · ".join(values[child.pk].values()) or child.get_title(),
            price=prices[child.pk].price,
            earns=points_for(
                price=prices[child.pk].price,
                labels=labels,
                product=child.pk,
                buyer=buyer,
            ),
            is_available=info.availability.is_available_to_buy,
            is_chosen=child.pk == chosen_id,
            stock=stock_of(child, info),
            place=places.get(child.pk),
            content=child.content,
            prior=prices[child.pk].prior,
        )
        for child, info in priced
    ]
    picked = next(variant for variant in variants if variant.is_chosen)
    names = list(dict.fromkeys(name for one in variants for name in one.axes))
    if len(names) == AXES and all(len(one.axes) == AXES for one in variants):
        return _table(names, variants, picked)
    rows = [Row(one.label, [one]) for one in variants]
    return Matrix(" · ".join(names) or _("Choose one"), [], rows, picked)


def _chosen(priced: list[tuple[Product, PurchaseInfo]], asked: int | None) -> int:
    ids = [child.pk for child, _info in priced]
    if asked is not None and asked in ids:
        return asked
    available = (
        child.pk for child, info in priced if info.availability.is_available_to_buy
    )
    return next(available, ids[0])


def _table(names: list[str], variants: list[Variant], picked: Variant) -> Matrix:
    down, across = names
    columns = list(dict.fromkeys(one.axes[across] for one in variants))
    places = {(one.axes[down], one.axes[across]): one for one in variants}
    rows = [
        Row(label, [places.get((label, column)) for column in columns])
        for label in dict.fromkeys(one.axes[down] for one in variants)
    ]
    return Matrix(f"{down} × {across}", columns, rows, picked)
