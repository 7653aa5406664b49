"""Variants of a product: every combination of what was chosen, each sold by itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import product as combinations
from typing import Any

from django.db import transaction

from shop.audit.record import record
from shop.catalogue.changing import lock, subject
from shop.catalogue.creating import free_number
from shop.catalogue.facts import ATTRIBUTE, Facts, attributes_of, facts_of, put
from shop.forks.catalogue.models import Product, ProductAttribute, ProductAttributeValue
from shop.forks.deleting import uses_of
from shop.users.models import User
from shop.users.permission import require

PERMISSION = "catalogue.change_product"
# So many at once fit on a page and into a request.
MOST = 100


class SoldAsItIs(Exception):
    """Orders or baskets have it as it is: it cannot become several."""


class TooMany(Exception):
    """More combinations than one step adds."""


def told_apart_by(product: Product) -> list[ProductAttribute]:
    """What variants can differ in."""
    return [one for one in attributes_of(product) if one.is_option]


def told_apart_so_far(product: Product) -> set[str]:
    """The codes of what its variants say of themselves."""
    said = ProductAttributeValue.objects.filter(product__parent=product)
    return set(said.values_list("attribute__code", flat=True))


@transaction.atomic
def add_variants(
    *,
    product_id: int,
    options: Mapping[str, Sequence[int]],
    actor: User,
    added_at: datetime,
) -> list[Product]:
    """Add a variant for each combination of `options` that there is none of yet.

    `options` are keys by the code of their attribute. What the product cost and how
    much it weighs, they begin with; no pieces of them are there, and of a product that
    shoppers see they are not shown before somebody says so. Raises
    Product.DoesNotExist, SoldAsItIs and TooMany.
    """
    require(actor, PERMISSION)
    product = lock([product_id]).get(product_id)
    if product is None or product.is_child:
        raise Product.DoesNotExist
    options = {code: keys for code, keys in options.items() if keys}
    wanted = combined(options, order=[one.code for one in told_apart_by(product)])
    if len(wanted) > MOST:
        raise TooMany(len(wanted))
    before = facts_of(product)
    if not product.is_parent:
        _open_up(product)
    said = [facts_of(variant) for variant in product.children.order_by("pk")]
    prices = [before["price"], *(facts["price"] for facts in said)]
    price = next((one for one in prices if one not in (None, "")), None)
    there = {key_of(facts, options) for facts in said}
    added = [
        _variant(product, facts, price=price, number=before["sku"])
        for facts in wanted
        if key_of(facts, options) not in there
    ]
    if added:
        record(
            actor=actor,
            action="product.add-variants",
            subject=subject(product.pk),
            recorded_at=added_at,
            after={"variants": [variant.pk for variant in added]},
        )
    return added


def _variant(product: Product, facts: Facts, *, price: Any, number: str) -> Product:
    variant = Product(
        structure=Product.CHILD, parent=product, is_public=not product.is_public
    )
    variant.save()
    begun = f"{number or f'P{product.pk}'}-{variant.pk}"
    stock = {"price": price, "sku": free_number(begun), "in_stock": 0}
    put(variant, {**facts, **stock})
    return variant


def combined(
    options: Mapping[str, Sequence[int]], *, order: Sequence[str]
) -> list[dict[str, int]]:
    """Every combination, one option of each attribute; none of none. Pure."""
    chosen = {code: options[code] for code in order if options.get(code)}
    if not chosen:
        return []
    names = [f"{ATTRIBUTE}{code}" for code in chosen]
    return [
        dict(zip(names, each, strict=True)) for each in combinations(*chosen.values())
    ]


def key_of(
    facts: Mapping[str, object], options: Mapping[str, Sequence[int]]
) -> tuple[object, ...]:
    return tuple(facts.get(f"{ATTRIBUTE}{code}") for code in options)


def _open_up(product: Product) -> None:
    """Let a product have variants: it is sold no more by itself."""
    stock = product.stockrecords.order_by("pk").first()
    if stock is not None:
        if uses_of(stock):
            raise SoldAsItIs
        product.stockrecords.all().delete()
    product.structure = Product.PARENT
    product.save()
