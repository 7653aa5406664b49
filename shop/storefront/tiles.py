"""Products as lists show them, read in a handful of queries however many they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from oscar.apps.catalogue.models import ProductImage

from shop.forks.catalogue.models import Product
from shop.requests import ShopRequest
from shop.rewards.display import points_for
from shop.storefront.categories import Tree, tree_of

NEW_FOR = timedelta(days=30)
# So few that a shopper is told how many are left. When staff should order more is
# another question, answered for each of the goods (inventory/levels.py).
FEW_LEFT = 5


@dataclass(frozen=True)
class Badge:
    text: str
    kind: str


@dataclass(frozen=True)
class Tile:
    """A product card: everything it shows, nothing to look up."""

    product_id: int
    title: str
    url: str
    image: ProductImage | None
    tint: str
    price: Decimal | None
    is_from: bool
    earns: int
    badge: Badge | None
    can_be_added: bool


def with_parts(products: QuerySet[Product]) -> QuerySet[Product]:
    """Make `products` load what a tile needs of them: five queries in all."""
    return products.select_related("product_class").prefetch_related(
        "stockrecords",
        "images",
        Prefetch(
            "children",
            Product.objects.public().order_by("pk").prefetch_related("stockrecords"),
            to_attr="_prefetched_public_children",
        ),
    )


def tiles(
    request: ShopRequest,
    products: Iterable[Product],
    *,
    shelves: Mapping[int, Sequence[int]] | None = None,
) -> list[Tile]:
    """Return the tiles of `products`, loaded by `with_parts`, in their order.

    `shelves` are their `category_ids`, where the page has read them already.
    """
    shown = list(products)
    if shelves is None:
        shelves = category_ids(product.pk for product in shown)
    tree = tree_of(request)
    now = timezone.now()
    return [
        _tile(request, product, shelves.get(product.pk, ()), tree, now)
        for product in shown
    ]


def category_ids(product_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return the categories of each product by the product's id, in one query."""
    found: dict[int, list[int]] = {}
    rows = Product.categories.through.objects.filter(product_id__in=list(product_ids))
    for product_id, category_id in rows.order_by("id").values_list(
        "product_id", "category_id"
    ):
        found.setdefault(product_id, []).append(category_id)
    return found


def _tile(
    request: ShopRequest,
    product: Product,
    shelves: Sequence[int],
    tree: Tree,
    now: datetime,
) -> Tile:
    strategy = request.strategy
    info = (
        strategy.fetch_for_parent(product)
        if product.is_parent
        else strategy.fetch_for_product(product)
    )
    price = info.price.incl_tax if info.price.exists else None
    known = tree.known(shelves)
    is_available = info.availability.is_available_to_buy
    images = product.images.all()
    return Tile(
        product_id=product.pk,
        title=product.get_title(),
        url=product.get_absolute_url(),
        image=images[0] if images else None,
        tint=known[0].tint if known else "oat",
        price=price,
        is_from=product.is_parent and _prices_differ(product),
        # What cannot be bought promises nothing.
        earns=points_for(price=price, labels=tree.labels(shelves))
        if price and is_available
        else 0,
        badge=_badge(product, is_available, now),
        can_be_added=not product.is_parent and is_available,
    )


def _prices_differ(product: Product) -> bool:
    prices = {
        record.price
        for child in product.get_public_children()
        for record in child.stockrecords.all()
    }
    return len(prices) > 1


def _badge(product: Product, is_available: bool, now: datetime) -> Badge | None:
    if not is_available:
        return Badge(_("Sold out"), "plain")
    left = pieces_left(product)
    if not product.is_parent and left is not None and left <= FEW_LEFT:
        return Badge(
            ngettext("%(count)d left", "%(count)d left", left) % {"count": left}, "low"
        )
    if product.date_created > now - NEW_FOR:
        return Badge(_("New"), "new")
    return None


def pieces_left(product: Product) -> int | None:
    """Return how many pieces can still be sold; None where stock is not counted."""
    records = product.stockrecords.all()
    if not records or not product.get_product_class().track_stock:
        return None
    return records[0].net_stock_level
