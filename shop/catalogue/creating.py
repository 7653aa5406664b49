"""New goods: drafts, until they are published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from shop.audit.record import record
from shop.catalogue.changing import NoAddress, subject
from shop.catalogue.facts import (
    SLUGS,
    TITLES,
    Facts,
    facts_of,
    put,
)
from shop.forks.catalogue.models import Product, ProductClass
from shop.forks.partner.models import StockRecord
from shop.users.models import User
from shop.users.permission import require

PERMISSION = "catalogue.add_product"
# What a copy does not take along: it is others that these tell goods from, or count.
NOT_COPIED = (*SLUGS, "upc", "sku", "in_stock", "is_public")


@transaction.atomic
def create(
    *, kind: ProductClass, titles: Mapping[str, str], actor: User, created_at: datetime
) -> Product:
    """Begin a product of a type with its titles, as a draft. Raises NoAddress."""
    require(actor, PERMISSION)
    product = _draft(kind, titles)
    record(
        actor=actor,
        action="product.create",
        subject=subject(product.pk),
        recorded_at=created_at,
        after={name: text for name, text in titles.items() if text},
    )
    return product


@transaction.atomic
def duplicate(
    *, product_id: int, titles: Mapping[str, str], actor: User, created_at: datetime
) -> Product:
    """A draft that says the same, with variants and pictures, under other titles.

    It has article numbers of its own, and no pieces. Raises Product.DoesNotExist and
    NoAddress.
    """
    require(actor, PERMISSION)
    original = Product.objects.exclude(structure=Product.CHILD).get(pk=product_id)
    copy = _draft(original.get_product_class(), titles)
    copy.structure = original.structure
    copy.save()
    put(copy, _copied(facts_of(original), sku=f"P{copy.pk}") | dict(titles))
    for variant in original.children.order_by("pk"):
        twin = Product(structure=Product.CHILD, parent=copy, is_public=True)
        twin.save()
        put(twin, _copied(facts_of(variant), sku=f"P{copy.pk}-{twin.pk}"))
    record(
        actor=actor,
        action="product.duplicate",
        subject=subject(copy.pk),
        recorded_at=created_at,
        before={"product": original.pk},
        after={"product": copy.pk, **titles},
    )
    return copy


def _draft(kind: ProductClass, titles: Mapping[str, str]) -> Product:
    product = Product(product_class=kind, is_public=False)
    for name in TITLES:
        setattr(product, name, titles.get(name) or None)
    product.title_en = titles.get("title_en") or ""
    product.give_slugs()
    if not product.slug_en:
        raise NoAddress
    product.save()
    return product


def _copied(facts: Facts, *, sku: str) -> dict[str, Any]:
    copied = {name: value for name, value in facts.items() if name not in NOT_COPIED}
    if facts["price"] in (None, ""):
        return {name: value for name, value in copied.items() if name not in SOLD}
    return copied | {"sku": free_number(sku), "in_stock": 0}


SOLD = ("price", "low_at")


def free_number(begun: str) -> str:
    """An article number that no goods have."""
    taken = set(
        StockRecord.objects.filter(partner_sku__startswith=begun).values_list(
            "partner_sku", flat=True
        )
    )
    number, tries = begun, 1
    while number in taken:
        tries += 1
        number = f"{begun}-{tries}"
    return number
