"""What stands on a document, as values that add up and are kept as JSON: pure.

All amounts include VAT. The VAT of an item is what its lines had, to the cent, so
an order's credit notes clear the VAT of its invoice by rate (L32).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shop.tax.amounts import by_rate

ZERO = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class Item:
    """Pieces of one product, or delivery: what was paid for it in money.

    `price` is that before all discounts, `offers` and `points_discount` are what was
    taken off; `points` were used, or are given back. `goodwill` had gone back before.
    """

    title: str
    gross: Decimal
    net: Decimal
    vat_rate: Decimal
    variant: str = ""
    sku: str = ""
    quantity: int = 1
    price: Decimal = ZERO
    offers: Decimal = ZERO
    points: int = 0
    points_discount: Decimal = ZERO
    goodwill: Decimal = ZERO

    @property
    def vat(self) -> Decimal:
        return self.gross - self.net

    def to_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "variant": self.variant,
            "sku": self.sku,
            "quantity": self.quantity,
            "price": str(self.price),
            "offers": str(self.offers),
            "points": self.points,
            "points_discount": str(self.points_discount),
            "goodwill": str(self.goodwill),
            "net": str(self.net),
            "vat_rate": f"{self.vat_rate.normalize():f}",
            "vat": str(self.vat),
            "gross": str(self.gross),
        }


def totals(items: Iterable[Item]) -> dict[str, Any]:
    """What the items come to: net, VAT and gross, at each rate and together."""
    items = list(items)
    return {
        "rates": [
            {
                "rate": f"{portion.vat_rate.normalize():f}",
                **_split(portion.net, portion.gross),
            }
            for portion in by_rate(items)
        ],
        "total": _split(
            sum((item.net for item in items), ZERO),
            sum((item.gross for item in items), ZERO),
        ),
    }


def _split(net: Decimal, gross: Decimal) -> Mapping[str, str]:
    return {"net": str(net), "vat": str(gross - net), "gross": str(gross)}
