"""The order desk: every order from placed to handed over."""

from django.utils.translation import gettext_lazy as _

from shop.staff.shell.navigation import Section

ORDERS = Section(
    name="staff:orders",
    label=_("Orders"),
    icon="package",
    permissions=("order.view_order",),
)
PICKUP = Section(
    name="staff:pickup",
    label=_("Pick-up"),
    icon="pin",
    permissions=("order.mark_delivered",),
)
