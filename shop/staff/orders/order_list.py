"""The list of orders, the newest first."""

from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.delivery import methods
from shop.forks.order.models import Order, OrderStatus
from shop.staff.orders.desk import ORDERS
from shop.staff.orders.order_finding import orders_with
from shop.staff.orders.order_words import shopper_name, status_kind, status_label
from shop.staff.shell import cells
from shop.staff.shell.columns import Column, Figure, Money
from shop.staff.shell.filters import Choice, Days, Words
from shop.staff.shell.lists import Nothing, StaffList

# Nobody expects money for these before they stand where they do, or any more.
NOT_YET_UNPAID = (
    OrderStatus.AWAITING_PAYMENT,
    OrderStatus.CANCELLED,
    OrderStatus.LAPSED,
)


def shopper(order: Order) -> SafeString:
    return cells.below(shopper_name(order), cells.quiet(order.email))


def vat(order: Order) -> Decimal:
    return order.total_incl_tax - order.total_excl_tax


def payment(order: Order) -> str:
    return str(order.get_payment_method_display())


def delivery(order: Any) -> str:
    """In the reader's language: the order keeps that of its shopper."""
    called: str = order.ways_called().get(order.shipping_code, order.shipping_method)
    return called


def status(order: Order) -> SafeString:
    said = cells.badge(status_label(order), status_kind(order))
    if order.paid_at or order.status in NOT_YET_UNPAID:
        return cells.beside(said)
    return cells.beside(said, cells.badge(_("unpaid"), "caution"))


NUMBER = Column(
    _("Order"), "number", to=("staff:order", "number"), heads=True, sorts="number"
)
PLACED = Column(_("Placed"), "date_placed", sorts="date_placed")
STATUS = Column(_("Status"), "status", shown=status, filed=status_label)
POINTS = Figure(
    _("Points"), "points_redeemed", zero=cells.NOTHING, sorts="points_redeemed"
)
IN_MONEY = Money(
    _("In money"), "total_incl_tax", currency="currency", sorts="total_incl_tax"
)


class OrderList(StaffList):
    name = "orders"
    title = _("Orders")
    permissions = ORDERS.permissions
    order = "-date_placed"
    columns = (
        NUMBER,
        PLACED,
        Column(_("Shopper"), shopper_name, shown=shopper, css="breaks"),
        STATUS,
        POINTS,
        IN_MONEY,
    )
    file_columns = (
        NUMBER,
        PLACED,
        Column(pgettext_lazy("of a person", "Name"), shopper_name),
        Column(_("E-mail"), "email"),
        STATUS,
        Column(_("Paid"), "paid_at"),
        POINTS,
        IN_MONEY,
        Column(_("VAT"), vat),
        Column(_("Delivery costs"), "shipping_incl_tax"),
        Column(_("Currency"), "currency"),
        Column(_("Payment"), payment),
        Column(_("Delivery"), delivery),
        Column(_("Country"), "shipping_address.country_id"),
    )
    filters = (
        Words(
            _("Number, e-mail, name, postcode, goods or parcel"),
            numbers=("number",),
            addresses=("guest_email",),
            elsewhere=orders_with,
        ),
        Days("date_placed"),
        Choice("status", _("Status"), OrderStatus.choices, path="status"),
    )
    empty = Nothing(
        title=_("No such order"), text=_("Try another word or another status.")
    )

    @cached_property
    def ways(self) -> dict[str, str]:
        return methods.names()

    def prepared(self, rows: list[Any]) -> list[Any]:
        """They learn what ways are called, which only a file asks."""
        for order in rows:
            order.ways_called = lambda: self.ways
        return rows

    def rows(self) -> QuerySet[Order]:
        found = Order.objects.select_related("user", "shipping_address")
        return found.order_by("-date_placed", "-id")
