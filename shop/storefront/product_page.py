"""Everything the page of one product shows, in a fixed number of queries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname
from oscar.apps.catalogue.models import ProductImage
from oscar.apps.partner.strategy import PurchaseInfo

from shop.forks.catalogue import naming
from shop.forks.catalogue.models import Product, marks_of
from shop.forks.catalogue.naming import Mark, Name, text_of, value_of
from shop.forks.offer.models import ConditionalOffer
from shop.forks.partner.models import StockRecord
from shop.forks.prefetched import give
from shop.freshness import epochs
from shop.measures.saying import price_per_unit, said
from shop.operations.compiled import Compiled
from shop.prices.prior import Prior
from shop.requests import ShopRequest
from shop.rewards.display import Earns, earns_for
from shop.storefront.announcing import announced_of
from shop.storefront.categories import Shelf, Tree, tree_of
from shop.storefront.reduced import (
    Priced,
    histories,
    is_reduced,
    of_goods,
    offered,
    priced,
)
from shop.storefront.tiles import FEW_LEFT, Row, Tile, listed, shown, tiles_from
from shop.storefront.variants import Matrix, Stock, matrix_of, pieces_left, stock_of
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
    prior: Prior | None
    vat_rate: Decimal
    earns: Earns
    stock: Stock
    matrix: Matrix | None
    most: int
    facts: list[tuple[str, str]]
    marks: Mapping[int, list[Mark]]
    related: list[Tile]
    offers: list[ConditionalOffer]

    @property
    def per_unit(self) -> str:
        """Of the variant that is chosen, or of the product itself."""
        if self.matrix:
            return self.matrix.chosen.per_unit
        return said(price_per_unit(self.price, self.product.content))


def product_page(
    request: ShopRequest,
    pk: int,
    chosen: int | None,
    *,
    drafts: bool = False,
) -> ProductPage:
    """Return the page of the public product `pk`, with the variant `chosen` if any.

    Staff who look beforehand see `drafts` as well.
    """
    product, *children = _family(pk, drafts=drafts)
    tree = tree_of(request)
    shelves = tree.known(product.shelf_ids)
    labels = tree.labels(product.shelf_ids)
    texts = {member.pk: _texts(member.marks) for member in (product, *children)}
    pictures = _pictures(product, children, texts)
    at = timezone.now()
    pieces = [
        (piece, request.strategy.fetch_for_product(piece))
        for piece in (children if product.is_parent else [product])
    ]
    prices = _prices(product, pieces, tree, at=at)
    matrix = matrix_of(
        pieces if product.is_parent else (),
        prices=prices,
        values={child.pk: texts[child.pk] for child in children},
        places={pk: one.place for one in pictures for pk in one.variants},
        labels=labels,
        chosen=chosen,
        buyer=request.user,
    )
    cost = prices.get(_bought(product, matrix))
    price = cost.price if cost else None
    left = None if product.is_parent else pieces_left(product)
    return ProductPage(
        product=product,
        pictures=sorted(pictures, key=lambda one: not one.shows(matrix)),
        tint=shelves[0].tint if shelves else "oat",
        trail=[*tree.above(shelves[0]), shelves[0]] if shelves else [],
        price=price,
        prior=cost.prior if cost else None,
        vat_rate=reading.rates(at=at).of(product.product_class.tax_category_id),
        earns=earns_for(
            price=price,
            labels=labels,
            product=_bought(product, matrix),
            buyer=request.user,
        )
        if price
        else Earns(),
        stock=_stock(product, pieces, matrix),
        matrix=matrix,
        most=_most(left),
        facts=list(texts[product.pk].items()),
        marks={member.pk: member.marks for member in (product, *children)},
        related=_related(request, product),
        offers=(announced_of(product, tree, at=at) if product.is_discountable else []),
    )


def _bought(product: Product, matrix: Matrix | None) -> int:
    return matrix.chosen.product_id if matrix else product.pk


def _most(left: int | None) -> int:
    """How many can be asked for: exactly, only when few are left.

    Or each order would end the pages that are kept (shop/freshness/functions.sql).
    """
    is_few = left is not None and left <= FEW_LEFT
    return max(1, left or 0) if is_few else AT_MOST_AT_ONCE


def _prices(
    product: Any,
    pieces: Sequence[tuple[Product, PurchaseInfo]],
    tree: Tree,
    *,
    at: datetime,
) -> dict[int, Priced]:
    """What the pieces cost that have a price, by the offers that hold."""
    kind, shelf_ids = product.product_class_id, product.shelf_ids
    offers = offered(tree) if product.is_discountable else []
    taken = {
        piece.pk: of_goods(offers, {product.pk, piece.pk}, kind, shelf_ids)
        for piece, info in pieces
        if info.price.exists
    }
    held = any(is_reduced(of_one, at=at) for of_one in taken.values())
    were = histories([product.pk])[product.pk] if held else {}
    return {
        piece.pk: priced(
            info.price.incl_tax,
            taken[piece.pk],
            history=were.get(piece.pk, ()),
            at=at,
        )
        for piece, info in pieces
        if piece.pk in taken
    }


def _stock(
    product: Product,
    pieces: Sequence[tuple[Product, PurchaseInfo]],
    matrix: Matrix | None,
) -> Stock:
    if matrix:
        return matrix.chosen.stock
    return (
        stock_of(*pieces[0]) if not product.is_parent else Stock("gone", _("Sold out"))
    )


def _related(request: ShopRequest, product: Any) -> list[Tile]:
    """Return other products of the same categories, the newest first.

    What is newest there is the same for all of its products.
    """
    marks = tuple(f"in:{pk}" for pk in product.shelf_ids)
    newest = epochs.kept_of_many(
        "newest on shelves", (marks, get_language()), lambda: _newest(marks), most=500
    )
    others = (row for row in newest if row["product_id"] != product.pk)
    return tiles_from(request, islice(others, RELATED))


def _newest(marks: Collection[str]) -> list[Row]:
    """One more than are shown of it: the product itself may be among them."""
    there = listed().filter(marks__overlap=list(marks))
    newest = there.order_by("-created_at", "-product_id")
    return shown(newest[: RELATED + 1]) if marks else []


def _described(pk: int, goods: QuerySet[Product]) -> QuerySet[Product]:
    shelved = Product.categories.through.objects.filter(product=OuterRef("pk"))
    # Keys first: an OR across two tables would be asked of every value there is.
    return (
        goods.filter(Q(pk=pk) | Q(parent=pk))
        .select_related("product_class")
        .annotate(
            marks=marks_of("pk"),
            shelf_ids=ArraySubquery(shelved.order_by("id").values("category")),
        )
        .order_by("pk")
    )


def _of_family(pk: int) -> Q:
    members = Product.objects.filter(Q(pk=pk) | Q(parent=pk)).order_by()
    return Q(product__in=members.values("pk"))


_PUBLIC = Compiled(lambda pk: _described(pk, Product.objects.public()))
_ANY = Compiled(lambda pk: _described(pk, Product.objects.all()))
_STOCK = Compiled(lambda pk: StockRecord.objects.filter(_of_family(pk)).order_by("pk"))
_IMAGES = Compiled(
    lambda pk: ProductImage.objects.filter(_of_family(pk)).order_by("display_order")
)


def _family(pk: int, *, drafts: bool) -> list[Any]:
    """Return a product and its variants, with all that its page asks of them.

    Three queries: the goods with what their attributes say, stock, pictures.
    """
    found: list[Any] = (_ANY if drafts else _PUBLIC).rows(pk)
    for name, rows in (("stockrecords", _STOCK.rows(pk)), ("images", _IMAGES.rows(pk))):
        for member in found:
            give(member, name, [row for row in rows if row.product_id == member.pk])
    members = {member.pk: member for member in found}
    product = members.pop(pk, None)
    if product is None or product.parent_id:
        raise Http404(_("There is no such product."))
    children = list(members.values()) if product.is_parent else []
    for child in children:
        child.parent = product
    product._prefetched_public_children = children
    return [product, *children]


def _texts(marks: Iterable[Mark]) -> dict[str, str]:
    """Return the words of attributes by their names."""
    said = ((text_of(mark["name"]), value_of(mark)) for mark in marks)
    return {name: value for name, value in said if value}


def _pictures(
    product: Product,
    children: Iterable[Product],
    texts: Mapping[int, Mapping[str, str]],
) -> list[Picture]:
    """The product's pictures, then the first of each of its variants, each once."""
    title = product.get_title()
    shown = {
        image.original.name: Picture(place, image, _shows(image) or title)
        for place, image in enumerate(product.images.all(), 1)
    }
    for child in children:
        for image in child.images.all()[:1]:
            label = naming.MARKS_TEXT.join(texts[child.pk].values())
            alt = _shows(image) or str(Name(title, label))
            named = Picture(len(shown) + 1, image, alt, label)
            shown.setdefault(image.original.name, named).variants.add(child.pk)
    return list(shown.values())


def _shows(image: ProductImage) -> str:
    """What a picture shows in words; those of another language are no use."""
    column = build_localized_fieldname(
        "caption", get_language() or settings.LANGUAGE_CODE
    )
    return getattr(image, column) or ""
