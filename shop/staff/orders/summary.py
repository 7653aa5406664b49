"""What an order adds up to, in the words of staff."""

from django.utils.translation import gettext as _

from shop.components.listing import listed
from shop.components.numbers import money, points
from shop.orders.told.purchase import Kind, Row, Told


def rows(told: Told) -> list[dict[str, object]]:
    """Return the rows as components/summary.html takes them."""
    return [_row(row) for row in told.rows]


def vat_note(told: Told, *, currency: str) -> str:
    """Say which VAT the total contains, by rate."""
    parts = [
        _("%(amount)s at %(rate)s %%")
        % {
            "amount": money(portion.vat, currency),
            "rate": f"{portion.vat_rate.normalize():f}",
        }
        for portion in told.vat
        if portion.vat
    ]
    return _("VAT included: %(parts)s") % {"parts": listed(parts)} if parts else ""


def _row(row: Row) -> dict[str, object]:
    match row.kind:
        case Kind.OFFERS:
            named = listed(row.names) or _("Offers")
            return {"label": named, "amount": row.amount, "kind": "discount"}
        case Kind.POINTS:
            return {
                "label": _("Points"),
                "note": points(row.points),
                "amount": row.amount,
                "kind": "points",
            }
        case Kind.DELIVERY:
            return {"label": _("Delivery"), "amount": row.amount}
    return {"label": _("Goods"), "amount": row.amount}
