"""Put the demo's wares on the shelves, many rows a statement."""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from shop.demo.photographs import colour_picture, colours_of, main_picture, pictures_of
from shop.demo.wares import MARKS, PREFIX, Ware, Words, options, shelves
from shop.forks.catalogue.models import (
    AttributeOption,
    AttributeOptionGroup,
    Category,
    Product,
    ProductAttribute,
    ProductAttributeValue,
    ProductClass,
    ProductImage,
)
from shop.forks.partner.models import Partner, StockRecord

CHUNK = 500
AMOUNT = re.compile(r"(?:(\d+) × )?(\d+) (g|kg|ml|l|m)")
# What things for kitchen and home weigh, wrapped.
GRAMS = (90, 150, 250, 400, 600, 900, 1400)
# How long ago the oldest wares were put on sale, and when the last "new" ones.
OLDEST = timedelta(days=400)
ATTRIBUTES = {
    "colour": Words("Colour", "颜色"),
    "size": Words("Version", "款式"),
    "amount": Words("Amount", "规格"),
    "origin": Words("Origin", "产地"),
    "material": Words("Material", "材质"),
}
CLASSES = {
    Decimal(7): Words("Food and plants", "食品与植物"),
    Decimal(19): Words("Goods for the home", "家居用品"),
}
# What the tables of wares write as Germany's rate, by its name.
CATEGORIES = {Decimal(7): "reduced", Decimal(19): "standard"}


@dataclass(frozen=True)
class Kind:
    """A product class with its attributes and their options, ready for use."""

    product_class: ProductClass
    attributes: Mapping[str, ProductAttribute]
    choices: Mapping[tuple[str, str], AttributeOption]


def put_up_shelves() -> Mapping[str, Category]:
    """Make the categories that are missing; return the parts by their slug."""
    places: dict[str, Category] = {}
    for shelf in shelves():
        category = Category.objects.filter(slug=shelf.slug).first()
        if category is None:
            category = Category.objects.add_root(
                instance=Category(
                    slug=shelf.slug,
                    tint=shelf.tint,
                    **_texts("name", shelf.title),
                    **_texts("description", shelf.about, "<p>{}</p>"),
                )
            )
        # The category shows its first ware; update() keeps the worker asleep.
        Category.objects.filter(pk=category.pk).update(
            image=main_picture(shelf.wares[0])
        )
        for part in shelf.parts:
            place = Category.objects.filter(slug=part.slug).first()
            if place is None:
                place = Category(
                    slug=part.slug, tint=shelf.tint, **_texts("name", part.title)
                )
                parent = Category.objects.get(pk=category.pk)
                place = Category.objects.add_child(parent, instance=place)
            places[part.slug] = place
    return places


def stock_shelves(
    wares: Iterable[Ware], *, at: datetime, seed: int, advance: Callable[[int], None]
) -> int:
    """Add the wares that are not on sale yet; return how many were added."""
    places, kinds = put_up_shelves(), {vat: _kind(vat) for vat in CLASSES}
    partner, _made = Partner.objects.get_or_create(
        code="morning-market", defaults={"name": "Morning Market"}
    )
    known = set(
        Product.objects.filter(upc__startswith=PREFIX).values_list("upc", flat=True)
    )
    added, remaining = 0, iter(wares)
    while chunk := list(islice(remaining, CHUNK)):
        new = [ware for ware in chunk if ware.sku not in known]
        with transaction.atomic():
            _add(new, places=places, kinds=kinds, partner=partner, when=(at, seed))
        added += len(new)
        advance(len(chunk))
    return added


def _texts(name: str, words: Words, pattern: str = "{}") -> dict[str, str]:
    english, chinese = pattern.format(words.en), pattern.format(words.zh)
    return {name: english, f"{name}_en": english, f"{name}_zh_hans": chinese}


def _kind(vat: Decimal) -> Kind:
    words = CLASSES[vat]
    product_class, _made = ProductClass.objects.get_or_create(
        slug=slugify(words.en),
        defaults={"tax_category_id": CATEGORIES[vat], **_texts("name", words)},
    )
    attributes: dict[str, ProductAttribute] = {}
    choices: dict[tuple[str, str], AttributeOption] = {}
    for code in MARKS:
        group = None
        if code in options():
            group, _made = AttributeOptionGroup.objects.get_or_create(
                code=code, defaults={"name": ATTRIBUTES[code].en}
            )
            choices |= _choices(code, group)
        attributes[code], _made = ProductAttribute.objects.get_or_create(
            product_class=product_class,
            code=code,
            defaults={
                "type": "option" if group else "text",
                "option_group": group,
                **_texts("name", ATTRIBUTES[code]),
            },
        )
    return Kind(product_class, attributes, choices)


def _choices(
    code: str, group: AttributeOptionGroup
) -> dict[tuple[str, str], AttributeOption]:
    made = {option.code: option for option in group.options.all()}
    AttributeOption.objects.bulk_create(
        AttributeOption(
            group=group, code=key, **_texts("option", Words(entry["en"], entry["zh"]))
        )
        for key, entry in options()[code].items()
        if key not in made
    )
    return {(code, option.code): option for option in group.options.all()}


def _add(
    wares: Sequence[Ware],
    *,
    places: Mapping[str, Category],
    kinds: Mapping[Decimal, Kind],
    partner: Partner,
    when: tuple[datetime, int],
) -> None:
    products = {ware.sku: _product(ware, kinds[ware.vat], *when) for ware in wares}
    _create(products.values())
    variants = {
        variant.sku: Product(
            upc=variant.sku,
            structure=Product.CHILD,
            parent=products[ware.sku],
            slug=products[ware.sku].slug,
            date_created=products[ware.sku].date_created,
            **_content(variant.marks),
        )
        for ware in wares
        for variant in ware.variants
    }
    _create(variants.values())
    everything = products | variants
    Product.categories.through.objects.bulk_create(
        Product.categories.through(
            product=products[ware.sku], category=places[ware.part]
        )
        for ware in wares
    )
    StockRecord.objects.bulk_create(
        StockRecord(
            product=everything[sku],
            partner=partner,
            partner_sku=sku,
            price=price,
            num_in_stock=stock,
            num_allocated=0,
        )
        for ware in wares
        for sku, price, stock in _offers(ware)
    )
    ProductAttributeValue.objects.bulk_create(
        _value(everything[sku], kinds[ware.vat], code, mark)
        for ware in wares
        for sku, marks in _marks(ware)
        for code, mark in marks.items()
    )
    ProductImage.objects.bulk_create(
        ProductImage(product=everything[sku], original=name, display_order=order)
        for ware in wares
        for sku, names in _images(ware)
        for order, name in enumerate(names)
    )


def _create(products: Iterable[Product]) -> None:
    """Write the rows, and then the dates, which Oscar would make today's."""
    rows = list(products)
    dates = [product.date_created for product in rows]
    Product.objects.bulk_create(rows)
    for product, date in zip(rows, dates, strict=True):
        product.date_created = date
    Product.objects.bulk_update(rows, ["date_created"])


def _product(ware: Ware, kind: Kind, at: datetime, seed: int) -> Product:
    chance = random.Random(f"{seed}:{ware.sku}")  # noqa: S311  no secret
    product = Product(
        upc=ware.sku,
        structure=Product.PARENT if ware.variants else Product.STANDALONE,
        slug=slugify(ware.title.en),
        product_class=kind.product_class,
        max_points_share=ware.points_share,
        date_created=at - OLDEST * (chance.random() ** 0.8),
        weight_g=chance.choice(GRAMS),
        **_content(ware.marks),
        **_texts("title", ware.title),
        **_texts("description", ware.about, "<p>{}</p>"),
    )
    product.give_slugs()  # as save() would
    return product


def _content(marks: Mapping[str, str]) -> dict[str, Any]:
    """What a piece holds, where its amount says so: 50 g, or 4 × 40 g."""
    found = AMOUNT.fullmatch(marks.get("amount", ""))
    if found is None:
        return {}
    times, quantity, unit = found.groups("1")
    return {"net_quantity": int(times) * Decimal(quantity), "net_unit": unit}


def _offers(ware: Ware) -> Iterator[tuple[str, Decimal, int]]:
    if not ware.variants:
        yield ware.sku, ware.price, ware.stock
    for variant in ware.variants:
        yield variant.sku, variant.price, variant.stock


def _marks(ware: Ware) -> Iterator[tuple[str, Mapping[str, str]]]:
    yield ware.sku, ware.marks
    for variant in ware.variants:
        yield variant.sku, variant.marks


def _images(ware: Ware) -> Iterator[tuple[str, list[str]]]:
    yield ware.sku, pictures_of(ware)
    for variant in ware.variants:
        if colours_of(ware):
            yield variant.sku, [colour_picture(ware, variant.marks["colour"])]


def _value(product: Product, kind: Kind, code: str, mark: str) -> ProductAttributeValue:
    value = ProductAttributeValue(product=product, attribute=kind.attributes[code])
    if code in options():
        value.value_option = kind.choices[code, mark]
    else:
        value.value_text = mark
    return value
