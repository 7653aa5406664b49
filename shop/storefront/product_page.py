"""Everything the page of one product shows, in a fixed number of queries."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.apps.catalogue.models import ProductAttributeValue, ProductImage

from shop.forks.catalogue.models import Product
from shop.requests import ShopRequest
from shop.rewards.display import points_for
from shop.storefront.categories import Shelf, tree_of
from shop.storefront.tiles import Tile, category_ids, pieces_left, tiles, with_parts
from shop.storefront.variants import Matrix, Stock, matrix_of, stock_of
from shop.tax import reading

RELATED = 4
AT_MOST_AT_ONCE = 99


@dataclass(frozen=True)
class ProductPage:
    product: Product
    images: list[ProductImage]
    tint: str
    trail: list[Shelf]
    price: Decimal | None
    vat_rate: Decimal
    earns: int
    stock: Stock
    matrix: Matrix | None
    most: int
    facts: list[tuple[str, str]]
    related: list[Tile]


def product_page(request: ShopRequest, pk: int, chosen: int | None) -> ProductPage:
    """Return the page of the public product `pk`, with the variant `chosen` if any."""
    related_ids = _related_ids(pk)
    products = with_parts(Product.objects.browsable()).annotate(
        vat_rate=reading.at_home("product_class__tax_category", at=timezone.now())
    )
    loaded = products.in_bulk([pk, *related_ids])
    if pk not in loaded:
        raise Http404(_("There is no such product."))
    product = loaded[pk]
    all_shelf_ids = category_ids(loaded)
    shelf_ids = all_shelf_ids.get(pk, [])
    tree = tree_of(request)
    shelves = tree.known(shelf_ids)
    labels = tree.labels(shelf_ids)
    children = product.get_public_children() if product.is_parent else []
    texts = _attribute_texts(product)
    matrix = matrix_of(
        [(child, request.strategy.fetch_for_product(child)) for child in children],
        values={child.pk: texts.get(child.pk, {}) for child in children},
        labels=labels,
        chosen=chosen,
    )
    price, stock = _price_and_stock(request, product, matrix)
    left = None if product.is_parent else pieces_left(product)
    return ProductPage(
        product=product,
        images=list(product.images.all()),
        tint=shelves[0].tint if shelves else "oat",
        trail=[*tree.above(shelves[0]), shelves[0]] if shelves else [],
        price=price,
        vat_rate=product.vat_rate,
        earns=points_for(price=price, labels=labels) if price else 0,
        stock=stock,
        matrix=matrix,
        most=AT_MOST_AT_ONCE if left is None else max(1, min(left, AT_MOST_AT_ONCE)),
        facts=list(texts.get(product.pk, {}).items()),
        related=tiles(
            request,
            [loaded[pk] for pk in related_ids if pk in loaded],
            shelves=all_shelf_ids,
        ),
    )


def _price_and_stock(
    request: ShopRequest, product: Product, matrix: Matrix | None
) -> tuple[Decimal | None, Stock]:
    if matrix:
        return matrix.chosen.price, matrix.chosen.stock
    fetch = (
        request.strategy.fetch_for_parent
        if product.is_parent
        else request.strategy.fetch_for_product
    )
    info = fetch(product)
    price = info.price.incl_tax if info.price.exists else None
    return price, stock_of(product, info)


def _related_ids(pk: int) -> list[int]:
    """Return other products of the same categories, the newest first."""
    shared = Product.categories.through.objects.filter(product=pk).values("category")
    return list(
        Product.objects.browsable()
        .filter(categories__in=shared)
        .exclude(pk=pk)
        .order_by("-date_created", "-pk")
        .distinct()
        .values_list("pk", flat=True)[:RELATED]
    )


def _attribute_texts(product: Product) -> dict[int, dict[str, str]]:
    """Return the attributes of a product and of its variants, by product id."""
    texts: dict[int, dict[str, str]] = {}
    # Keys first: an OR across two tables would be asked of every value there is.
    family = Product.objects.filter(Q(pk=product.pk) | Q(parent=product.pk))
    values = (
        ProductAttributeValue.objects.filter(product__in=family.values("pk"))
        .select_related("attribute", "value_option")
        .order_by("attribute_id", "product_id")
    )
    for value in values:
        own = texts.setdefault(value.product_id, {})
        own[value.attribute.name] = str(value.value_as_text)
    return texts
