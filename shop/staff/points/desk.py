"""The programme: its rule, and what is outstanding."""

from django.utils.translation import gettext_lazy as _

from shop.staff.shell.navigation import Section

OUTSTANDING = Section(
    name="staff:outstanding",
    label=_("Points outstanding"),
    icon="points",
    permissions=("loyalty.view_account",),
)
RULE = Section(
    name="staff:rule",
    label=_("Points rule"),
    icon="settings",
    permissions=("loyalty.view_rule",),
)
