"""Put things into a basket, change how many, take them out again."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from oscar.apps.partner.strategy import PurchaseInfo

from shop.forks.basket.models import Basket, Line
from shop.forks.catalogue.models import Product, marks_of
from shop.operations.compiled import Compiled

MOST_PIECES = settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD


class BasketClosed(Exception):
    """The basket has been ordered or merged in the meantime."""


class NotForSale(Exception):
    """The product is gone, hidden, without a price, or only its variants are sold."""


class NotEnoughInStock(Exception):
    """Fewer pieces of something, by its `title`, are left than were asked for."""

    def __init__(self, *, title: str, available: int, in_basket: int = 0):
        super().__init__(title, available, in_basket)
        self.title = title
        self.available = available
        self.in_basket = in_basket


class NoPieces(Exception):
    """Less than one piece was asked for."""


class TooManyPieces(Exception):
    """A basket takes at most `MOST_PIECES`."""


@dataclass(frozen=True)
class Removed:
    product_id: int
    title: str
    quantity: int


@transaction.atomic
def add(*, basket: Basket, product_id: int, quantity: int) -> Line:
    """Add pieces of a product; the basket is saved if it was not yet.

    Raises NoPieces, NotForSale, NotEnoughInStock, TooManyPieces, BasketClosed.
    """
    if quantity < 1:
        raise NoPieces
    if basket.pk is None:
        basket.save()  # nobody else knows of it yet
    else:
        _lock(basket)
    product = _product(product_id)
    info = basket.strategy.fetch_for_product(product)
    lines = list(basket.lines.order_by("pk"))
    in_basket = sum(line.quantity for line in lines if line.product_id == product.pk)
    if not info.price.exists or info.stockrecord is None:
        raise NotForSale
    if any(line.price_currency != info.price.currency for line in lines):
        raise NotForSale
    _check_stock(product, info, wanted=in_basket + quantity, in_basket=in_basket)
    if sum(line.quantity for line in lines) + quantity > MOST_PIECES:
        raise TooManyPieces
    line = basket.put(product, info, quantity, among=lines)
    line.product = product
    return line


@transaction.atomic
def change(*, basket: Basket, line_id: int, quantity: int) -> Line:
    """Set how many pieces a line has; `remove` takes it out.

    Raises NoPieces, Line.DoesNotExist, NotEnoughInStock, TooManyPieces, BasketClosed.
    """
    if quantity < 1:
        raise NoPieces
    _lock(basket)
    line = _line(basket, line_id)
    if quantity > line.quantity:
        _check_stock(line.product, line.purchase_info, wanted=quantity)
    if basket.num_items - line.quantity + quantity > MOST_PIECES:
        raise TooManyPieces
    line.quantity = quantity
    line.save()
    basket.reset_offer_applications()
    return line


@transaction.atomic
def remove(*, basket: Basket, line_id: int) -> Removed:
    """Take a line out, and say what it was so that it can be put back.

    Raises Line.DoesNotExist, BasketClosed.
    """
    _lock(basket)
    line = _line(basket, line_id)
    removed = Removed(line.product_id, str(line.product.name), line.quantity)
    line.delete()
    basket.reset_offer_applications()
    return removed


@transaction.atomic
def settle(*, basket: Basket) -> None:
    """Reduce the basket to what can be sold at today's prices."""
    _lock(basket)
    for line in basket.all_lines():
        info = line.purchase_info
        most = sellable(line.product, info)
        if most == 0:
            line.delete()
            continue
        line.quantity = min(line.quantity, most)
        line.price_incl_tax = info.price.incl_tax
        line.price_excl_tax = info.price.excl_tax
        line.save()
    basket.reset_offer_applications()


def sellable(product: Product, info: PurchaseInfo) -> int:
    """How many pieces can be sold now."""
    shown = product.is_public and (not product.is_child or product.parent.is_public)
    if not (shown and info.price.exists and info.availability.is_available_to_buy):
        return 0
    return max(0, getattr(info.availability, "num_available", MOST_PIECES))


def _lock(basket: Basket) -> None:
    """Let changes of one basket wait for each other and for its order."""
    if basket.pk is None:
        return
    row = Basket.objects.select_for_update().filter(pk=basket.pk).first()
    if row is None or row.status != Basket.OPEN:
        raise BasketClosed
    basket.reset_offer_applications()


_PRODUCT = Compiled(
    lambda product_id: (
        Product.objects.annotate(marks=marks_of("pk"))
        .select_related("product_class", "parent__product_class")
        .exclude(structure=Product.PARENT)
        .exclude(parent__is_public=False)
        .filter(pk=product_id, is_public=True)
    )
)


def _product(product_id: int) -> Product:
    found = _PRODUCT.rows(product_id)
    if not found:
        raise NotForSale
    return found[0]


def _line(basket: Basket, line_id: int) -> Line:
    for line in basket.all_lines():
        if line.pk == line_id:
            return line
    raise Line.DoesNotExist


def _check_stock(
    product: Product, info: PurchaseInfo, *, wanted: int, in_basket: int = 0
) -> None:
    available = sellable(product, info)
    if wanted > available:
        raise NotEnoughInStock(
            title=str(product.name), available=available, in_basket=in_basket
        )
