"""The VAT rates that begin one day, and all that have begun so far."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.components.numbers import rate
from shop.staff.money import vat_table
from shop.staff.money.desk import VAT
from shop.staff.money.vat_forms import country_names
from shop.staff.money.vat_table import Change, Table
from shop.staff.shell import cells
from shop.staff.shell.columns import Action, Column, Day
from shop.staff.shell.lists import WHOLE, Nothing, StaffList
from shop.tax import changing
from shop.tax.reading import day_of


def country(change: Change) -> str:
    return change.country


def category(change: Change) -> str:
    return change.rate.category.name


def percent(change: Change) -> str:
    return f"{rate(change.rate.percent)} %"


def what_changes(change: Change) -> SafeString:
    before = cells.quiet(f"{rate(change.before)} % →")
    return cells.beside(before, cells.strong(percent(change)))


COUNTRY = Column(_("Country"), "rate.country", shown=country)
CATEGORY = Column(_("Tax category"), "rate.category_id", shown=category, filed=category)


class RatesOfDay(StaffList):
    """`about` may hold the `table` of the day, where its page has read it."""

    permissions = VAT.permissions
    per_page = WHOLE

    @cached_property
    def table(self) -> Table:
        read: Table | None = self.about.get("table")
        return read or vat_table.table(on=today(), names=country_names())


class ComingRateList(RatesOfDay):
    name = "coming-rates"
    title = _("Coming")
    columns = (
        Day(_("From"), "rate.valid_from", heads=True),
        COUNTRY,
        CATEGORY,
        Column(
            pgettext_lazy("what becomes different", "Change"),
            "rate.percent",
            shown=what_changes,
            css="end nowrap",
        ),
        Action(template="staff/money/_remove_rate.html", needs=changing.PERMISSION),
    )
    file_columns = (
        Day(_("From"), "rate.valid_from"),
        COUNTRY,
        CATEGORY,
        Column(_("Until then"), "before"),
        Column(_("VAT in percent"), "rate.percent"),
    )
    empty = Nothing(text=_("Nothing is going to change."))

    def rows(self) -> Sequence[Change]:
        return self.table.coming


class RateList(RatesOfDay):
    name = "rates"
    title = _("All rates so far")
    columns = (
        Day(_("Since"), "rate.valid_from", heads=True),
        COUNTRY,
        CATEGORY,
        Column(_("VAT rate"), "rate.percent", shown=percent, css="end"),
    )

    def rows(self) -> Sequence[Change]:
        return self.table.past


def today() -> date:
    return day_of(timezone.now())
