"""What goes back for delivery, once a shopper keeps nothing and has withdrawn.

The law gives back what the cheapest ordinary delivery costs: who chose a dearer one
bears the difference (Directive 2011/83/EU, article 13). Of pieces that come back
otherwise it says nothing: they neither bring delivery back nor stand in its way.
"""

from collections.abc import Mapping
from decimal import Decimal

from shop.delivery import tariffs
from shop.delivery.rates import Destination
from shop.forks.order.models import Order
from shop.orders.undoing.returning import ZERO
from shop.returns import pieces


def owed(*, order: Order, coming: Mapping[int, int]) -> Decimal:
    """What goes back for delivery once these pieces, by line id, have come back.

    The last piece brings it, whichever way that comes back.
    """
    if not rest_is_withdrawn(order):
        return ZERO
    return owed_if_withdrawn(order=order, coming=coming)


def rest_is_withdrawn(order: Order) -> bool:
    """Whether the last that was asked for is a withdrawal.

    Who asks for something after a withdrawal had kept it then.
    """
    requests = order.return_requests.all()
    last = max(requests, key=lambda request: request.pk, default=None)
    return last is not None and last.is_withdrawal


def owed_if_withdrawn(*, order: Order, coming: Mapping[int, int]) -> Decimal:
    """The same, if what is left of the order is withdrawn from.

    Nothing while the shopper keeps any; never more than was paid for it.
    """
    paid = order.shipping_incl_tax
    with_shopper = pieces.all_with_the_shopper(order=order)
    kept = any(left > coming.get(pk, 0) for pk, left in with_shopper.items())
    if kept or not paid or order.paid_at is None:
        return ZERO
    return min(paid, _ordinary(order))


def _ordinary(order: Order) -> Decimal:
    """What the cheapest parcel cost when the order was placed."""
    if order.ordinary_delivery is not None:
        return order.ordinary_delivery
    return _ordinary_now(order)


def _ordinary_now(order: Order) -> Decimal:
    """For orders that did not keep it: what the cheapest parcel costs today; what was
    paid, if it came by that one.
    """
    address, paid = order.shipping_address, order.shipping_incl_tax
    if address is None:
        return paid
    lines = order.lines.select_related("product__parent")
    charges = (
        tariffs.current()
        .by_parcel_only()
        .charges(
            goods=sum(
                (line.line_price_incl_tax + line.points_discount for line in lines),
                ZERO,
            ),
            grams=sum(
                line.quantity * line.product.grams for line in lines if line.product
            ),
            to=Destination(country=address.country_id, postcode=address.postcode),
        )
    )
    offered = [
        (charge, way.method.code) for way, charge in charges if charge is not None
    ]
    if not offered:
        return paid
    charge, code = min(offered)
    return paid if code == order.shipping_code else charge
