"""What staff can say of goods, by names that forms, merging and the log share.

Facts are JSON values. A product without variants has one price, one article number and
one count: those of its first stock record, which is the one it is sold from.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files import File
from modeltranslation.utils import get_translation_fields

from shop.forks.catalogue.models import (
    AttributeOption,
    Category,
    Product,
    ProductAttribute,
    ProductImage,
)
from shop.forks.partner.models import Partner, StockRecord

Facts = dict[str, Any]

TITLES = get_translation_fields("title")
SLUGS = get_translation_fields("slug")
DESCRIPTIONS = get_translation_fields("description")
FOR_MACHINES = (
    *get_translation_fields("meta_title"),
    *get_translation_fields("meta_description"),
)
TEXTS = (*TITLES, *SLUGS, *DESCRIPTIONS, *FOR_MACHINES)
OWN = (*TEXTS, "upc", "weight_g", "max_points_share", "is_discountable", "is_public")
# By their columns.
STOCK = {
    "price": "price",
    "sku": "partner_sku",
    "in_stock": "num_in_stock",
    "low_at": "low_stock_threshold",
}
ATTRIBUTE = "attr_"
ALTS = dict(
    zip(get_translation_fields("caption"), get_translation_fields("alt"), strict=True)
)
# Files and references to other tables are not written here: they stay as they are.
WRITTEN = frozenset(
    {
        "text",
        "richtext",
        "integer",
        "float",
        "boolean",
        "date",
        "datetime",
        "option",
        "multi_option",
    }
)


def facts_of(product: Product, only: Collection[str] | None = None) -> Facts:
    """What can be said of it, as it is now: all of it, or `only` what is named."""
    facts: Facts = {name: _plain(getattr(product, name)) for name in OWN}
    facts |= dict.fromkeys(STOCK) | {"sku": ""}
    if stock := stock_of(product):
        facts |= {
            name: _plain(getattr(stock, of), empty=None) for name, of in STOCK.items()
        }
    if not product.is_child and _asked("categories", only):
        facts["categories"] = sorted(product.categories.values_list("code", flat=True))
    if only is None or any(name.startswith(ATTRIBUTE) for name in only):
        facts |= _attributes_of(product)
    if _asked("pictures", only):
        facts["pictures"] = pictures_of(product)
    if only is None:
        return facts
    return {name: value for name, value in facts.items() if name in only}


def _asked(name: str, only: Collection[str] | None) -> bool:
    return only is None or name in only


def stock_of(product: Product) -> StockRecord | None:
    """What it is sold from."""
    return product.stockrecords.order_by("pk").first()


def attributes_of(product: Product) -> list[ProductAttribute]:
    """What its type can say of it, as far as it is written here."""
    kind = product.get_product_class()
    every = kind.attributes.select_related("option_group").order_by("code")
    return [one for one in every if one.type in WRITTEN]


def pictures_of(product: Product) -> list[Facts]:
    """Its pictures in their order, each known by its file."""
    rows = ProductImage.objects.filter(product=product).order_by("display_order", "pk")
    return [
        {"file": row.original.name}
        | {alt: getattr(row, column) or "" for column, alt in ALTS.items()}
        for row in rows
    ]


def _attributes_of(product: Product) -> Facts:
    said = {value.attribute_id: value for value in product.attribute_values.all()}
    return {
        f"{ATTRIBUTE}{one.code}": _value(one, said.get(one.pk))
        for one in attributes_of(product)
    }


def _value(attribute: ProductAttribute, said: Any) -> Any:
    if said is None:
        return [] if attribute.is_multi_option else None
    if attribute.is_option:
        return said.value_option_id
    if attribute.is_multi_option:
        return sorted(said.value_multi_option.values_list("pk", flat=True))
    return _plain(getattr(said, f"value_{attribute.type}"), empty=None)


def _plain(value: Any, *, empty: Any = "") -> Any:
    """As JSON has it."""
    if value is None:
        return empty
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def put(product: Product, facts: Mapping[str, Any]) -> None:
    """Write facts, and nothing else; the caller holds the locks."""
    own = {name: value for name, value in facts.items() if name in OWN}
    if own:
        for name, value in own.items():
            column: Any = product._meta.get_field(name)
            setattr(product, name, None if value == "" and column.null else value)
        product.save()
    if stock := {name: facts[name] for name in STOCK if name in facts}:
        _put_stock(product, stock)
    if "categories" in facts:
        product.categories.set(Category.objects.filter(code__in=facts["categories"]))
    for one in attributes_of(product):
        if (name := f"{ATTRIBUTE}{one.code}") in facts:
            one.save_value(product, _read(one, facts[name]))
    if "pictures" in facts:
        put_pictures(product, facts["pictures"])


def _put_stock(product: Product, facts: Mapping[str, Any]) -> None:
    stock = stock_of(product)
    if stock is None:
        if not any(value not in (None, "") for value in facts.values()):
            return
        stock = StockRecord(product=product, partner=house(), num_allocated=0)
    for name, value in facts.items():
        setattr(stock, STOCK[name], None if value == "" and name != "sku" else value)
    stock.partner_sku = stock.partner_sku or f"P{product.pk}"
    if stock.pk is None:
        stock.save()
    else:
        columns = [STOCK[name] for name in facts]
        stock.save(update_fields=[*columns, "date_updated"])


def house() -> Partner:
    """Who sells what is the shop's own."""
    return Partner.objects.order_by("pk").first() or Partner.objects.create(
        code="house", name="House"
    )


def put_pictures(product: Product, pictures: list[Facts]) -> None:
    """Show these pictures in this order; files stay where they are."""
    kept: dict[str, ProductImage] = {
        row.original.name: row for row in ProductImage.objects.filter(product=product)
    }
    wanted = {picture["file"] for picture in pictures}
    gone = [row.pk for name, row in kept.items() if name not in wanted]
    ProductImage.objects.filter(pk__in=gone).delete()
    for place, picture in enumerate(pictures):
        name = picture["file"]
        row = kept.get(name) or ProductImage(product=product, original=name)
        before = (row.pk, row.display_order, *(getattr(row, column) for column in ALTS))
        row.display_order = place
        for column, alt in ALTS.items():
            setattr(row, column, picture.get(alt) or None)
        now = (row.pk, row.display_order, *(getattr(row, column) for column in ALTS))
        if row.pk is None or before != now:
            row.save()


def add_pictures(product: Product, files: Iterable[File]) -> None:
    """Show more pictures, behind those that there are."""
    for place, file in enumerate(files, len(pictures_of(product))):
        ProductImage(product=product, original=file, display_order=place).save()


def _read(attribute: ProductAttribute, value: Any) -> Any:
    """As the column of an attribute takes it."""
    if value in (None, ""):
        return None
    group = attribute.option_group_id
    if attribute.is_option:
        return AttributeOption.objects.filter(group=group, pk=value).first()
    if attribute.is_multi_option:
        return AttributeOption.objects.filter(group=group, pk__in=value)
    if attribute.type == ProductAttribute.DATE:
        return date.fromisoformat(value)
    if attribute.type == ProductAttribute.DATETIME:
        return datetime.fromisoformat(value)
    return value
