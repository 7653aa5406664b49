"""Goods as lists show them: read from the rows that are kept of them (tiles.sql)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, IntegerField, JSONField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from modeltranslation.utils import build_localized_fieldname, get_language

from shop.forks.catalogue.models import address
from shop.measures.content import Content
from shop.measures.saying import price_per_unit, said
from shop.prices.prior import Prior
from shop.requests import ShopRequest
from shop.rewards.display import points_for
from shop.storefront.categories import Tree, tree_of
from shop.storefront.models import KeptTile
from shop.storefront.reduced import (
    Histories,
    Offered,
    Priced,
    histories,
    is_reduced,
    of_goods,
    offered,
    priced,
)
from shop.storefront.wanted import Wanted
from shop.users.models import User

NEW_FOR = timedelta(days=30)
ANY = Wanted()
Row = Mapping[str, Any]
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

# What each piece holds that has a price: the product, or its variants, those included
# of which nobody has said it. Nothing if it is said of none.
_HOLDS = RawSQL(
    """
    (SELECT jsonb_agg(jsonb_build_array(p.id, s.price, p.net_quantity, p.net_unit))
    FROM catalogue_product p JOIN partner_stockrecord s ON s.product_id = p.id
    WHERE (p.id = storefront_tile.product_id
            OR p.parent_id = storefront_tile.product_id)
        AND p.is_public AND s.price IS NOT NULL
    HAVING bool_or(p.net_unit <> ''))
    """,
    (),
    output_field=JSONField(),
)
# What offers ask of a product: what kind it is, and whether it takes part in any.
_KIND = RawSQL(
    """
    (SELECT p.product_class_id FROM catalogue_product p
    WHERE p.id = storefront_tile.product_id AND p.is_discountable)
    """,
    (),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class Badge:
    text: str
    kind: str


@dataclass(frozen=True)
class Tile:
    """A product card: everything it shows, nothing to look up.

    `price` is by the offers that hold for everybody, `prior` what it is reduced from.
    """

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
    prior: Prior | None = None


def in_language(text: str) -> str:
    """The column of a tile's text in the active language."""
    return build_localized_fieldname(text, get_language())


def listed() -> QuerySet[KeptTile]:
    return KeptTile.objects.filter(is_listed=True)


def tiles(
    request: ShopRequest,
    rows: QuerySet[KeptTile],
    *,
    on_offer: int = 0,
    wanted: Wanted = ANY,
) -> list[Tile]:
    """Return the tiles of `rows`, which are listed, in their order, in one query.

    `on_offer` are the goods (as bits) that are said to be on offer; of those with
    variants the one is shown that is `wanted`.
    """
    return tiles_from(
        request, shown(rows, wanted=wanted), on_offer=on_offer, wanted=wanted
    )


def shown(rows: QuerySet[KeptTile], *, wanted: Wanted = ANY) -> list[Row]:
    """What tiles are made from in the active language, for whoever looks."""
    also = ("holds", "kind", "variants") if wanted else ("holds", "kind")
    return list(
        rows.annotate(holds=_HOLDS, kind=_KIND).values(
            *_SHOWN, *also, title=F(in_language("title")), slug=F(in_language("slug"))
        )
    )


def tiles_from(
    request: ShopRequest,
    rows: Iterable[Row],
    *,
    on_offer: int = 0,
    wanted: Wanted = ANY,
) -> list[Tile]:
    tree, now = tree_of(request), timezone.now()
    each = [_of_variant(row, wanted) if wanted else row for row in rows]
    prices = _prices(each, offered(tree), now)
    return [
        _tile(
            row,
            prices.get(row["place"]) or Priced(row["price"]),
            tree,
            now,
            buyer=request.user,
            is_on_offer=bool(on_offer >> row["place"] & 1),
        )
        for row in each
    ]


def tiles_of(
    request: ShopRequest, product_ids: Iterable[int], *, wanted: Wanted = ANY
) -> list[Tile]:
    """Return the tiles of these products, in this order; who is not listed has none."""
    ids = list(product_ids)
    rows = listed().filter(product_id__in=ids)
    made = tiles(request, rows, wanted=wanted) if ids else []
    found = {tile.product_id: tile for tile in made}
    return [found[pk] for pk in ids if pk in found]


def tiles_at(
    request: ShopRequest, places: Iterable[int], *, on_offer: int, wanted: Wanted
) -> list[Tile]:
    """The same for the places of goods, and for what is said to be on offer."""
    order = list(places)
    rows = listed().filter(place__in=order)
    made = tiles(request, rows, on_offer=on_offer, wanted=wanted)
    found = {tile.place: tile for tile in made}
    return [found[place] for place in order if place in found]


def _of_variant(row: Row, wanted: Wanted) -> Row:
    """What a row shows of the variant that is wanted, if that is one of several."""
    picked = wanted.pick(row["variants"]) if row["variants"] else None
    if picked is None:
        return row
    variant = picked.variant
    return {
        **row,
        "variant_id": variant.product_id,
        "picture": picked.picture or row["picture"],
        "price": variant.price,
        "is_from": picked.is_from,
        "is_available": variant.is_available,
    }


def _prices(
    rows: Sequence[Row], offers: Sequence[Offered], now: datetime
) -> dict[int, Priced]:
    """What those cost, by their places, that offers hold for."""
    if not is_reduced(offers, at=now):
        return {}
    taken = {row["place"]: _offers_of(row, offers) for row in rows if row["price"]}
    reduced = [row for row in rows if is_reduced(taken.get(row["place"], ()), at=now)]
    were = histories([row["product_id"] for row in reduced])
    return {
        row["place"]: _priced(row, taken[row["place"]], were[row["product_id"]], now)
        for row in reduced
    }


def _offers_of(row: Row, offers: Sequence[Offered]) -> list[Offered]:
    if row["kind"] is None:
        return []
    family = {row["product_id"], row.get("variant_id", row["product_id"])}
    return of_goods(offers, family, row["kind"], row["shelf_ids"])


def _priced(
    row: Row, taken: Sequence[Offered], were: Histories, now: datetime
) -> Priced:
    """Of several pieces at one price only what all of them are reduced from is said."""
    if row["is_from"]:
        return priced(row["price"], taken, at=now)
    if "variant_id" in row:
        told = [were.get(row["variant_id"], ())]
    else:
        told = [had for had in were.values() if had[-1].price == row["price"]]
    found = {priced(row["price"], taken, history=had, at=now) for had in told}
    return found.pop() if len(found) == 1 else priced(row["price"], taken, at=now)


def _tile(
    row: Row,
    cost: Priced,
    tree: Tree,
    now: datetime,
    *,
    buyer: User | AnonymousUser,
    is_on_offer: bool,
) -> Tile:
    price, is_available = cost.price, row["is_available"]
    url = address(row["slug"], row["product_id"])
    known = tree.known(row["shelf_ids"])
    return Tile(
        place=row["place"],
        product_id=row["product_id"],
        title=row["title"],
        url=f"{url}?variant={row['variant_id']}" if "variant_id" in row else url,
        picture=row["picture"],
        tint=known[0].tint if known else "oat",
        price=price,
        prior=cost.prior,
        per_unit=said(price_per_unit(price, _content(row))),
        is_from=row["is_from"],
        # What cannot be bought promises nothing.
        earns=points_for(
            price=price,
            labels=tree.labels(row["shelf_ids"]),
            product=row["product_id"],
            buyer=buyer,
        )
        if price and is_available
        else 0,
        badge=_badge(row, now, is_on_offer=is_on_offer),
        can_be_added=row["can_be_added"],
    )


def _content(row: Row) -> Content | None:
    """What is in the variant that is shown, or in every piece at the price shown."""
    pieces = row["holds"] or ()
    if "variant_id" in row and not row["is_from"]:
        held = {tuple(what) for pk, _price, *what in pieces if pk == row["variant_id"]}
    else:
        held = {
            tuple(what)
            for _pk, price, *what in pieces
            if Decimal(str(price)) == row["price"]
        }
    if len(held) != 1:  # they do not agree
        return None
    quantity, unit = held.pop()
    return Content.of(Decimal(str(quantity)) if quantity else None, unit)


def _badge(row: Row, now: datetime, *, is_on_offer: bool) -> Badge | None:
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
