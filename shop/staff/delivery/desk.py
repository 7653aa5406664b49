"""Delivery: where to, by whom, and what it costs."""

from django.utils.translation import gettext_lazy as _

from shop.staff.shell.navigation import Section

DELIVERY = Section(
    name="staff:delivery",
    label=_("Delivery"),
    icon="truck",
    permissions=("delivery.view_zone",),
)
CHANGE = "delivery.change_zone"
CHANGE_POINTS = "delivery.change_pickuppoint"
