"""What a purchase adds up to, in its shopper's words.

Basket, checkout and order say the same of the same; this is the lowest of their rooms.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from shop.components.listing import listed
from shop.components.numbers import money, points
from shop.orders.told.purchase import Kind, Row, Told
from shop.tax.amounts import Portion


def summary_rows(
    told: Told, *, goods: str, offers: str = "", delivery: str = ""
) -> list[dict[str, Any]]:
    """Return the rows as components/summary.html takes them.

    `goods`, `offers` and `delivery` are what the page calls them; without a word
    offers and delivery go by their own names.
    """
    called = {Kind.GOODS: goods, Kind.OFFERS: offers, Kind.DELIVERY: delivery}
    return [_row(row, called) for row in told.rows]


def vat_note(vat: Iterable[Portion]) -> str:
    """Say how much VAT a total contains, per rate."""
    parts = [
        _("%(amount)s (%(rate)s %%)")
        % {
            "amount": money(portion.vat),
            "rate": f"{portion.vat_rate.normalize():f}",
        }
        for portion in vat
        if portion.vat
    ]
    return _("including VAT: %(parts)s") % {"parts": listed(parts)} if parts else ""


def _row(row: Row, called: dict[Kind, str]) -> dict[str, Any]:
    names = listed(row.names)
    match row.kind:
        case Kind.OFFERS:
            label = called[row.kind]
            named = {"label": label, "note": names} if label else {"label": names}
            return named | {"amount": row.amount, "kind": "discount"}
        case Kind.POINTS:
            return {
                "label": points(row.points),
                "amount": row.amount,
                "kind": "points",
            }
        case Kind.DELIVERY:
            return {
                "label": called[row.kind] or names,
                "amount": row.amount,
                "text": "" if row.amount else _("free"),
            }
    return {"label": called[row.kind], "amount": row.amount}
