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


def summary_rows(told: Told, *, delivery: str = "") -> list[dict[str, Any]]:
    """Return the rows as components/summary.html takes them.

    `delivery` is what its way is called now, where an order kept another name.
    """
    return [_row(row, delivery) for row in told.rows]


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


def _delivery(row: Row, way: str) -> str:
    if not row.saved:
        return way
    return _("%(way)s (%(tier)s saves %(money)s)") % {
        "way": way,
        "tier": row.tier,
        "money": money(row.saved),
    }


def _row(row: Row, delivery: str) -> dict[str, Any]:
    names = listed(row.names)
    match row.kind:
        case Kind.OFFERS:
            label = names or _("Offers")
            return {"label": label, "amount": row.amount, "kind": "discount"}
        case Kind.POINTS:
            return {
                "label": points(row.points),
                "amount": row.amount,
                "kind": "points",
            }
        case Kind.DELIVERY:
            return {
                "label": _delivery(row, delivery or names),
                "amount": row.amount,
                "text": "" if row.amount else _("free"),
            }
    return {"label": _("Goods"), "amount": row.amount}
