"""What lies ready to be collected, the one that is kept the shortest first."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shop.delivery.models import Pickup
from shop.delivery.pickups import waiting
from shop.staff.orders.desk import PICKUP
from shop.staff.shell import cells
from shop.staff.shell.columns import Column, Day
from shop.staff.shell.lists import Nothing, StaffList


def kept_until(pickup: Pickup) -> SafeString:
    day = cells.nowrap(cells.day(timezone.localdate(pickup.collect_by)))
    if pickup.collect_by and pickup.collect_by <= timezone.now():
        return cells.beside(day, cells.badge(_("overdue"), "danger"))
    return cells.beside(day)


class PickupList(StaffList):
    name = "pickup"
    title = _("Ready to be collected")
    permissions = PICKUP.permissions
    columns = (
        Column(
            _("Order"), "order.number", to=("staff:order", "order.number"), heads=True
        ),
        Column(_("Shopper"), "order.email", css="breaks"),
        Column(_("Pick-up point"), "point.name"),
        Day(_("Kept until"), "collect_by", shown=kept_until),
    )
    empty = Nothing(title=_("Nothing to collect"), drawing="orders")

    def rows(self) -> QuerySet[Pickup, Any]:
        return waiting()
