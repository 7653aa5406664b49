"""Tiers: ladders drafted by one person, approved by another."""

from django.utils.translation import gettext_lazy as _

from shop.staff.shell.approving import ladders_for
from shop.staff.shell.navigation import Section

LADDERS = Section(
    name="staff:ladders",
    label=_("Tiers"),
    icon="points",
    permissions=("loyalty.view_ladder",),
    count=ladders_for,
)
