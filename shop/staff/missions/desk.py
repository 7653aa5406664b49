"""Missions: drafted by one person, approved by another."""

from django.utils.translation import gettext_lazy as _

from shop.staff.shell.approving import missions_for
from shop.staff.shell.navigation import Section

MISSIONS = Section(
    name="staff:missions",
    label=_("Missions"),
    icon="leaf",
    permissions=("loyalty.view_mission",),
    count=missions_for,
)
DRAFT = "loyalty.draft_mission"
APPROVE = "loyalty.approve_mission"
