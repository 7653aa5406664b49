"""What staff call an order's status and its shopper."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.forks.order.models import Order, OrderStatus

BADGES = {
    OrderStatus.AWAITING_PAYMENT: "caution",
    OrderStatus.CONFIRMED: "plain",
    OrderStatus.READY: "plain",
    OrderStatus.SHIPPED: "plain",
    OrderStatus.DELIVERED: "success",
    OrderStatus.CANCELLED: "danger",
    OrderStatus.LAPSED: "danger",
}


def status_label(order: Order) -> str | Promise:
    """Its status; what came over the counter was handed over, not delivered."""
    if order.status == OrderStatus.DELIVERED and not order.shipping_address_id:
        return _("Handed over")
    return OrderStatus(order.status).label


def status_kind(order: Order) -> str:
    return BADGES[OrderStatus(order.status)]


def shopper_name(order: Order) -> str:
    """Who ordered: the name on the parcel, else the account's."""
    if order.shipping_address:
        return order.shipping_address.name
    return order.user.get_full_name() if order.user else ""
