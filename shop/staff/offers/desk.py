"""Offers: pages of Oscar's dashboard, until the shop has its own."""

from django.utils.translation import gettext_lazy as _

from shop.staff.shell.navigation import Section

OFFERS = Section(
    name="dashboard:offer-list",
    label=_("Offers"),
    icon="leaf",
    permissions=("offer.view_conditionaloffer",),
)
