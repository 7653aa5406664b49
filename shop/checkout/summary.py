"""What a basket adds up to, as the checkout's pages show it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.account.orders.order_view import vat_note
from shop.components.numbers import points
from shop.delivery.methods import DeliveryMethod
from shop.delivery.rates import Destination
from shop.delivery.tariffs import Way
from shop.forks.basket.models import Basket
from shop.orders.amounts import Totals
from shop.orders.placing import pricing
from shop.rewards import display
from shop.rewards.offer import is_points_offer


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
    return {
        "totals": totals,
        "rows": rows(totals, basket=basket, delivery=way.method if way else None),
        "vat_note": vat_note(totals.vat),
        "earns": display.points_for_basket(basket),
    }


def rows(
    totals: Totals, *, basket: Basket, delivery: DeliveryMethod | None
) -> list[dict[str, Any]]:
    """Return the summary's rows, as components/summary.html takes them."""
    pieces = sum(line.quantity for line in totals.lines)
    found: list[dict[str, Any]] = [
        {
            "label": ngettext("%(number)s piece", "%(number)s pieces", pieces)
            % {"number": pieces},
            "amount": totals.goods,
        }
    ]
    found += [
        {
            "label": application["name"],
            "amount": -application["discount"],
            "kind": "discount",
        }
        for application in basket.offer_applications
        if application["discount"] > 0 and not is_points_offer(application["offer"])
    ]
    if totals.points:
        found.append(
            {
                "label": points(totals.points),
                "amount": -totals.points_discount,
                "kind": "points",
            }
        )
    if delivery:
        found.append(
            {
                "label": delivery.name,
                "amount": totals.delivery,
                "text": "" if totals.delivery else _("free"),
            }
        )
    return found
