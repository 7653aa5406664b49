"""The programme: its rule, what is outstanding, and what was given by hand."""

from django.utils.translation import gettext_lazy as _

from shop.staff.shell.navigation import Section

OUTSTANDING = Section(
    name="staff:outstanding",
    label=_("Points outstanding"),
    icon="points",
    permissions=("loyalty.view_account",),
)
GIVEN = Section(
    name="staff:given",
    label=_("Points given by hand"),
    icon="people",
    permissions=("audit.view_entry",),
)
RULE = Section(
    name="staff:rule",
    label=_("Points rule"),
    icon="settings",
    permissions=("loyalty.view_rule",),
)
REFERRALS = Section(
    name="staff:referrals",
    label=_("Invitations"),
    icon="people",
    permissions=("loyalty.view_account",),
)
VOUCHERS = Section(
    name="staff:vouchers",
    label=_("Vouchers from points"),
    icon="points",
    permissions=("loyalty.view_voucher",),
)
