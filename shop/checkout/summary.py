"""What a basket adds up to, as the checkout's pages show it."""

from datetime import datetime
from typing import Any

from shop.baskets.summary import summary_rows, vat_note
from shop.delivery.rates import Destination
from shop.delivery.ways import Way
from shop.forks.basket.models import Basket
from shop.orders.placing import pricing
from shop.orders.told.basket import tell_basket
from shop.rewards import display


def summary_context(
    *,
    basket: Basket,
    way: Way | None,
    at: datetime,
    to: Destination | None = None,
) -> dict[str, Any]:
    """Return what `checkout/_summary.html` shows: rows, total, quote, points.

    Without a `way` it is what the goods cost that go `to` a place. Raises NotServed.
    """
    totals = pricing.price(basket=basket, at=at, way=way, to=to)
    told = tell_basket(
        basket, totals=totals, delivery=str(way.method.name) if way else ""
    )
    return {
        "totals": totals,
        "rows": summary_rows(told),
        "vat_note": vat_note(told.vat),
        "earns": display.earns_for_basket(basket),
    }
