"""What goes back for delivery: all of it with a withdrawal from a whole order.

The law gives back what the cheapest ordinary delivery costs: who chose a dearer one
bears the difference (Directive 2011/83/EU, article 13).
"""

from collections.abc import Mapping
from decimal import Decimal

from shop.delivery import tariffs
from shop.delivery.rates import Destination
from shop.forks.order.models import Order
from shop.orders.returning import ZERO
from shop.returns import pieces


def owed(*, order: Order, coming: Mapping[int, int]) -> Decimal:
    """What goes back for delivery once these pieces, by line id, have come back.

    Nothing while the shopper keeps any; never more than was paid for it.
    """
    paid = order.shipping_incl_tax
    with_shopper = pieces.all_with_the_shopper(order=order)
    kept = any(left > coming.get(pk, 0) for pk, left in with_shopper.items())
    if kept or not paid or order.paid_at is None:
        return ZERO
    return min(paid, _ordinary(order))


def _ordinary(order: Order) -> Decimal:
    """What the cheapest parcel costs; what was paid, if it came by that one."""
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
    offered = [(charge, way.code) for way, charge in charges if charge is not None]
    if not offered:
        return paid
    charge, code = min(offered)
    return paid if code == order.shipping_code else charge
