"""Everything the page of one product shows, in a fixed number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import OuterRef, Q, Subquery
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.apps.catalogue.models import ProductImage

from shop.forks.catalogue import naming
from shop.forks.catalogue.models import Product, marks_of
from shop.forks.catalogue.naming import Mark, Name, text_of, value_of
from shop.forks.offer.models import ConditionalOffer
from shop.requests import ShopRequest
from shop.rewards.display import points_for
from shop.storefront.categories import Shelf, tree_of
from shop.storefront.offers import offers_on
from shop.storefront.tiles import Tile, category_ids, pieces_left, tiles, with_parts
from shop.storefront.variants import Matrix, Stock, matrix_of, stock_of
from shop.tax import reading

RELATED = 4
AT_MOST_AT_ONCE = 99


@dataclass(frozen=True)
class Picture:
    """One picture: of the product, or of the `variants` that it is the own one of."""

    place: int
    image: ProductImage
    alt: str
    label: str = ""
    variants: set[int] = field(default_factory=set)

    def shows(self, matrix: Matrix | None) -> bool:
        """Whether what is chosen looks like this."""
        return matrix is not None and matrix.chosen.product_id in self.variants


@dataclass(frozen=True)
class ProductPage:
    product: Product
    pictures: list[Picture]
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
    offers: list[ConditionalOffer]


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
    family = _family(product)
    texts = {pk: _texts(member.marks) for pk, member in family.items()}
    pictures = _pictures(product, family, texts)
    matrix = matrix_of(
        [(child, request.strategy.fetch_for_product(child)) for child in children],
        values={child.pk: texts.get(child.pk, {}) for child in children},
        places={pk: one.place for one in pictures for pk in one.variants},
        labels=labels,
        chosen=chosen,
    )
    price, stock = _price_and_stock(request, product, matrix)
    left = None if product.is_parent else pieces_left(product)
    return ProductPage(
        product=product,
        pictures=sorted(pictures, key=lambda one: not one.shows(matrix)),
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
        offers=offers_on(product, at=timezone.now()) if product.is_discountable else [],
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


def _family(product: Product) -> dict[int, Product]:
    """Return a product and its variants with their `marks` and their `own_picture`."""
    pictures = ProductImage.objects.filter(product=OuterRef("pk"))
    # Keys first: an OR across two tables would be asked of every value there is.
    return {
        member.pk: member
        for member in Product.objects.filter(Q(pk=product.pk) | Q(parent=product.pk))
        .only("pk")
        .annotate(
            marks=marks_of("pk"),
            own_picture=Subquery(
                pictures.order_by("display_order", "pk").values("original")[:1]
            ),
        )
    }


def _texts(marks: Iterable[Mark]) -> dict[str, str]:
    """Return the words of attributes by their names."""
    said = ((text_of(mark["name"]), value_of(mark)) for mark in marks)
    return {name: value for name, value in said if value}


def _pictures(
    product: Product,
    family: Mapping[int, Product],
    texts: Mapping[int, Mapping[str, str]],
) -> list[Picture]:
    """The product's pictures, then those of its variants, each once."""
    title = product.get_title()
    shown = {
        image.original.name: Picture(place, image, title)
        for place, image in enumerate(product.images.all(), 1)
    }
    for pk, member in sorted(family.items()):
        name = member.own_picture
        if pk == product.pk or not name:
            continue
        label = naming.MARKS_TEXT.join(texts[pk].values())
        image, alt = ProductImage(original=name), str(Name(title, label))
        own = shown.setdefault(name, Picture(len(shown) + 1, image, alt, label))
        own.variants.add(pk)
    return list(shown.values())
