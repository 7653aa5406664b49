"""The first page of the day; whoever has any part of it may see it."""

from django.utils.translation import gettext_lazy as _

from shop.staff.shell.navigation import Section

TODAY = Section(
    name="staff:today",
    label=_("Today"),
    icon="chart",
    permissions=(
        "order.view_order",
        "returns.view_returnrequest",
        "payments.view_refund",
        "partner.view_stockrecord",
        "loyalty.view_account",
        "outbox.view_message",
    ),
)
