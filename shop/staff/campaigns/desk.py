"""Campaigns: drafted by one person, approved by another."""

from django.utils.translation import gettext_lazy as _

from shop.staff.shell.approving import campaigns_for
from shop.staff.shell.navigation import Section

CAMPAIGNS = Section(
    name="staff:campaigns",
    label=_("Campaigns"),
    icon="calendar",
    permissions=("loyalty.view_campaign",),
    count=campaigns_for,
)
DRAFT = "loyalty.draft_campaign"
APPROVE = "loyalty.approve_campaign"
