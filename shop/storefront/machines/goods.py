"""What the page of a product shows of it, as plain values."""

from collections.abc import Iterable

from shop.forks.catalogue.models import Product
from shop.forks.catalogue.naming import Mark, text_of, value_of
from shop.storefront.machines.addresses import absolute
from shop.storefront.machines.head import large
from shop.storefront.machines.structured import Fact, Goods, Piece
from shop.storefront.machines.texts import plain
from shop.storefront.product_page import ProductPage
from shop.storefront.variants import Matrix, Variant


def goods_on(page: ProductPage) -> Goods:
    product, url = page.product, absolute(page.product.get_absolute_url())
    pictures = [
        large(one.image.original.name) for one in page.pictures if one.image.original
    ]
    pieces = (
        [_variant(one, page, url) for one in _variants(page.matrix)]
        if page.matrix
        else [
            Piece(
                key=_key(product),
                name=product.get_title(),
                url=url,
                price=page.price,
                is_available=page.stock.state != "gone",
                earns=page.earns.points,
                barcode=product.upc,
                content=product.content,
                prior=page.prior.price if page.prior else None,
            )
        ]
    )
    return Goods(
        key=str(product.pk),
        name=product.get_title(),
        url=url,
        description=plain(product.description),
        pictures=pictures,
        pieces=pieces,
        has_variants=page.matrix is not None,
        facts=facts_of(page.marks.get(product.pk, ())),
    )


def _variants(matrix: Matrix) -> list[Variant]:
    return [cell for row in matrix.rows for cell in row.cells if cell]


def _variant(variant: Variant, page: ProductPage, url: str) -> Piece:
    children = {child.pk: child for child in page.product.get_public_children()}
    child = children[variant.product_id]
    return Piece(
        key=_key(child),
        name=f"{page.product.get_title()} · {variant.label}",
        url=f"{url}?variant={child.pk}",
        price=variant.price,
        is_available=variant.is_available,
        earns=variant.earns,
        barcode=child.upc,
        content=child.content,
        prior=variant.prior.price if variant.prior else None,
        pictures=[
            large(one.image.original.name)
            for one in page.pictures
            if child.pk in one.variants
        ],
        facts=facts_of(page.marks.get(child.pk, ())),
    )


def _key(product: Product) -> str:
    """The article number, by which goods are found here; else their own."""
    records = product.stockrecords.all()
    return next((record.partner_sku for record in records), "") or str(product.pk)


def facts_of(marks: Iterable[Mark]) -> list[Fact]:
    said = (Fact(mark["code"], text_of(mark["name"]), value_of(mark)) for mark in marks)
    return [fact for fact in said if fact.name and fact.value]
