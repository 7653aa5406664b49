"""What was outstanding at the end of each month, the latest first."""

from collections.abc import Sequence
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shop.reports import outstanding
from shop.reports.outstanding import Outstanding
from shop.staff.points.desk import OUTSTANDING
from shop.staff.shell import cells
from shop.staff.shell.columns import Column, Day, Figure, Money
from shop.staff.shell.filters import Choice
from shop.staff.shell.lists import WHOLE, Nothing, StaffList


def in_years(count: int) -> str:
    return ngettext("%(count)s year", "%(count)s years", count) % {"count": count}


def end_of(row: Outstanding) -> SafeString:
    iso, shown = row.on.isoformat(), cells.day(row.on)
    return format_html('<time datetime="{}">{}</time>', iso, shown)


ALL = Figure(_("Outstanding"), "totals.outstanding", css="end strong in-points")
DISCOUNT = Money(_("Largest discount"), "discount")
AVAILABLE = Figure(_("Available"), "totals.available")
PENDING = Figure(_("Pending"), "totals.pending", zero="0")
HELD = Figure(_("Held"), "totals.held", zero="0")
OWED = Figure(_("Owed"), "totals.owed", zero="0")
MEMBERS = Figure(_("Members"), "totals.members")


class OutstandingList(StaffList):
    name = "outstanding"
    title = _("At the end of each month")
    permissions = OUTSTANDING.permissions
    per_page = WHOLE
    columns = (
        Day(_("End of"), "on", shown=end_of, heads=True),
        ALL,
        DISCOUNT,
        AVAILABLE,
        PENDING,
        HELD,
        OWED,
        MEMBERS,
    )
    file_columns = (
        Day(_("Day"), "on"),
        MEMBERS,
        AVAILABLE,
        PENDING,
        HELD,
        ALL,
        OWED,
        Column(_("Points for a discount of 1.00"), "points_per_unit"),
        DISCOUNT,
        Column(_("Currency"), lambda _row: settings.OSCAR_DEFAULT_CURRENCY),
    )
    filters = (
        Choice(
            "years",
            _("How far back"),
            tuple(
                (str(years), lazy(in_years, str)(years)) for years in outstanding.YEARS
            ),
            all="",
            default=str(outstanding.YEARS[0]),
        ),
    )
    empty = Nothing(text=_("No month has ended since the first member joined."))

    @cached_property
    def months(self) -> Sequence[Outstanding]:
        return outstanding.at_month_ends(
            at=timezone.now(), years=int(self.asked["years"])
        )

    def rows(self) -> Sequence[Outstanding]:
        return self.months
