"""What goods lack: before they can be sold, and beside that in either language."""

from collections.abc import Mapping
from typing import Any

from shop.catalogue.facts import ALTS, DESCRIPTIONS, TITLES, Facts
from shop.forks.catalogue.models import Product

NEEDED = (TITLES[0], "price", "categories", "variants")
WISHED = (*TITLES[1:], *DESCRIPTIONS, "pictures", *ALTS.values())


def needed(product: Product, facts: Facts) -> list[str]:
    """What must be there before shoppers see it; a variant goes with its product."""
    if product.is_child:
        return [] if facts["price"] is not None and facts["price"] != "" else ["price"]
    return lacks(facts, is_parent=product.is_parent, is_sold=_is_sold(product))[0]


def lacks(
    facts: Mapping[str, Any], *, is_parent: bool, is_sold: bool
) -> tuple[list[str], list[str]]:
    """What it needs, and what it would be better with; by the names of facts. Pure."""
    pictures = facts["pictures"]
    there = {name: bool(facts[name]) for name in (*TITLES, *DESCRIPTIONS, "categories")}
    there["price"] = is_parent or facts["price"] not in (None, "")
    there["variants"] = not is_parent or is_sold
    there["pictures"] = bool(pictures)
    for alt in ALTS.values():
        there[alt] = all(picture.get(alt) for picture in pictures)
    return (
        [name for name in NEEDED if not there[name]],
        [name for name in WISHED if not there[name]],
    )


def of(product: Product, facts: Facts) -> tuple[list[str], list[str]]:
    """What a product lacks: what it needs, and what it would be better with."""
    return lacks(facts, is_parent=product.is_parent, is_sold=_is_sold(product))


def _is_sold(product: Product) -> bool:
    """Whether one of its variants can be bought."""
    return product.children.filter(
        is_public=True, stockrecords__price__isnull=False
    ).exists()
