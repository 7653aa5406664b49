"""How much is in a piece: what its price per kilogram or litre is reckoned from."""

from django.utils.translation import gettext_lazy as _

from shop.staff.shell.navigation import Section

CONTENT = Section(
    name="staff:net-content",
    label=_("Net content"),
    icon="leaf",
    permissions=("catalogue.change_product",),
)
