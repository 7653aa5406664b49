"""Members and their points."""

from django.utils.translation import gettext_lazy as _

from shop.staff.shell.navigation import Section

MEMBERS = Section(
    name="staff:members",
    label=_("Members"),
    icon="people",
    permissions=("loyalty.view_account",),
)
COLLEAGUES = Section(
    name="staff:colleagues",
    label=_("Colleagues"),
    icon="people",
    permissions=("users.reset_second_factor",),
)
# What waits for a second person is reached from the members, not from the navigation.
ADJUSTMENTS = ("loyalty.adjust_points",)
MERGES = ("loyalty.merge_accounts",)
