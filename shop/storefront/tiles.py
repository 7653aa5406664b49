"""Goods as lists show them: read from the rows that are kept of them (tiles.sql)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, JSONField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from modeltranslation.utils import build_localized_fieldname, get_language

from shop.forks.catalogue.models import address
from shop.measures.content import Content
from shop.measures.saying import price_per_unit, said
from shop.requests import ShopRequest
from shop.rewards.display import points_for
from shop.storefront.categories import Tree, tree_of
from shop.storefront.models import KeptTile

NEW_FOR = timedelta(days=30)
# So few that a shopper is told how many are left; tiles.sql keeps one more apart. When
# staff should order more is another question, answered for each of the goods
# (inventory/levels.py).
FEW_LEFT = 5
_SHOWN = (
    "place",
    "product_id",
    "picture",
    "shelf_ids",
    "price",
    "is_from",
    "is_available",
    "can_be_added",
    "pieces_left",
    "created_at",
)

# What the piece holds whose price a tile shows: its own, or that of its variants which
# costs as much; of several the first.
_HOLDS = RawSQL(
    """
    (SELECT jsonb_build_array(p.net_quantity, p.net_unit)
    FROM catalogue_product p JOIN partner_stockrecord s ON s.product_id = p.id
    -- Not IN: two indexes find it.
    WHERE (p.id = storefront_tile.product_id
            OR p.parent_id = storefront_tile.product_id)
        AND p.is_public AND p.net_unit <> '' AND s.price = storefront_tile.price
    ORDER BY p.id LIMIT 1)
    """,
    (),
    output_field=JSONField(),
)


@dataclass(frozen=True)
class Badge:
    text: str
    kind: str


@dataclass(frozen=True)
class Tile:
    """A product card: everything it shows, nothing to look up."""

    place: int
    product_id: int
    title: str
    url: str
    picture: str
    tint: str
    price: Decimal | None
    is_from: bool
    earns: int
    badge: Badge | None
    can_be_added: bool
    per_unit: str = ""


def in_language(text: str) -> str:
    """The column of a tile's text in the active language."""
    return build_localized_fieldname(text, get_language())


def listed() -> QuerySet[KeptTile]:
    return KeptTile.objects.filter(is_listed=True)


def tiles(
    request: ShopRequest, rows: QuerySet[KeptTile], *, on_offer: int = 0
) -> list[Tile]:
    """Return the tiles of `rows`, which are listed, in their order, in one query.

    `on_offer` are the goods (as bits) that are said to be on offer.
    """
    tree = tree_of(request)
    now = timezone.now()
    shown = rows.annotate(holds=_HOLDS).values(
        *_SHOWN, "holds", title=F(in_language("title")), slug=F(in_language("slug"))
    )
    return [
        _tile(row, tree, now, is_on_offer=bool(on_offer >> row["place"] & 1))
        for row in shown
    ]


def tiles_of(request: ShopRequest, product_ids: Iterable[int]) -> list[Tile]:
    """Return the tiles of these products, in this order; who is not listed has none."""
    wanted = list(product_ids)
    rows = listed().filter(product_id__in=wanted)
    made = tiles(request, rows) if wanted else []
    found = {tile.product_id: tile for tile in made}
    return [found[pk] for pk in wanted if pk in found]


def tiles_at(
    request: ShopRequest, places: Iterable[int], *, on_offer: int
) -> list[Tile]:
    """The same for the places of goods, and for what is said to be on offer."""
    wanted = list(places)
    made = tiles(request, listed().filter(place__in=wanted), on_offer=on_offer)
    found = {tile.place: tile for tile in made}
    return [found[place] for place in wanted if place in found]


def _tile(
    row: Mapping[str, Any], tree: Tree, now: datetime, *, is_on_offer: bool
) -> Tile:
    price, is_available = row["price"], row["is_available"]
    known = tree.known(row["shelf_ids"])
    return Tile(
        place=row["place"],
        product_id=row["product_id"],
        title=row["title"],
        url=address(row["slug"], row["product_id"]),
        picture=row["picture"],
        tint=known[0].tint if known else "oat",
        price=price,
        per_unit=said(price_per_unit(price, _content(row["holds"]))),
        is_from=row["is_from"],
        # What cannot be bought promises nothing.
        earns=points_for(
            price=price,
            labels=tree.labels(row["shelf_ids"]),
            product=row["product_id"],
        )
        if price and is_available
        else 0,
        badge=_badge(row, now, is_on_offer=is_on_offer),
        can_be_added=row["can_be_added"],
    )


def _content(holds: list | None) -> Content | None:
    return Content.of(Decimal(str(holds[0])), holds[1]) if holds else None


def _badge(row: Mapping[str, Any], now: datetime, *, is_on_offer: bool) -> Badge | None:
    if not row["is_available"]:
        return Badge(_("Sold out"), "plain")
    if left := row["pieces_left"]:
        words = ngettext("%(count)d left", "%(count)d left", left)
        return Badge(words % {"count": left}, "low")
    if is_on_offer:
        return Badge(_("On offer"), "points")
    if row["created_at"] > now - NEW_FOR:
        return Badge(_("New"), "new")
    return None
