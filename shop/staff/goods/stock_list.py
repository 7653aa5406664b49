"""The stock: what is low, what is sold out, or all that is counted."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shop.baskets.contents import picture_of, tint_of
from shop.components.numbers import figure
from shop.forks.catalogue.models import ProductImage
from shop.forks.catalogue.naming import Name
from shop.inventory import levels
from shop.inventory.levels import Level
from shop.staff.goods.desk import STOCK
from shop.staff.shell import cells
from shop.staff.shell.columns import Action, Column, Figure
from shop.staff.shell.filters import Choice, Words
from shop.staff.shell.lists import Nothing, StaffList


@dataclass(frozen=True)
class Row:
    """One stock record as the list shows it."""

    stock: Any

    @property
    def name(self) -> Name:
        return levels.name_of(self.stock)

    @property
    def image(self) -> ProductImage | None:
        return picture_of(self.stock.product)

    @property
    def tint(self) -> str:
        return tint_of(self.stock.product)

    @property
    def available(self) -> int:
        return max(0, self.stock.available)

    @property
    def days(self) -> int | None:
        return levels.days_of_cover(
            available=self.stock.available, sold=self.stock.sold
        )


def can_be_sold(row: Row) -> SafeString:
    low_at = _now("low at %(number)s") % {"number": figure(row.stock.threshold)}
    some = (
        figure(row.available) if row.available else cells.badge(_("Sold out"), "danger")
    )
    return cells.below(some, cells.small(low_at))


def will_do(row: Row) -> Any:
    if row.days is None:
        return cells.NOTHING
    text = ngettext("%(days)s day", "%(days)s days", row.days) % {"days": row.days}
    return cells.nowrap(text)


def counts(_stock: Any) -> dict[str, int]:
    """How many are at each level, by its code."""
    found = levels.counts()
    return {level.value: found[level.name.lower()] for level in Level}


AVAILABLE = Figure(_("Can be sold"), "available", shown=can_be_sold, sorts="available")
PROMISED = Figure(
    _("Promised to orders"), lambda row: row.stock.num_allocated or 0, zero="0"
)
SOLD = Figure(_("Sold in 30 days"), "stock.sold", sorts="sold")
DAYS = Column(_("Will do for"), "days", shown=will_do, css="end", hides=True)


class StockList(StaffList):
    name = "stock"
    title = _("Stock")
    permissions = STOCK.permissions
    order = "available"
    columns = (
        Column(_("Product"), "name", template="staff/goods/_product.html", heads=True),
        AVAILABLE,
        PROMISED,
        SOLD,
        DAYS,
        Action(template="staff/goods/_correct.html"),
    )
    file_columns = (
        Column(_("Article number"), "stock.partner_sku"),
        Column(_("Product"), "name"),
        AVAILABLE,
        Column(_("Low at"), "stock.threshold"),
        PROMISED,
        SOLD,
        Column(_("Days it will do for"), "days"),
    )
    filters = (
        Words(_("Name or article number")),
        Choice(
            "level",
            _("Stock"),
            (
                (Level.LOW.value, _("Low")),
                (Level.SOLD_OUT.value, _("Sold out")),
                (Level.ALL.value, _("All")),
            ),
            counts=counts,
            all="",
            default=Level.LOW.value,
            searched=Level.ALL.value,
        ),
    )

    def nothing(self) -> Nothing:
        if self.asked.get("text"):
            return Nothing(title=_("Nothing found"))
        if self.asked["level"] == Level.SOLD_OUT:
            return Nothing(title=_("Nothing is sold out"), drawing="basket")
        return Nothing(
            title=_("Nothing is low"),
            text=_("Everything that is counted will do for a while."),
            drawing="basket",
        )

    def rows(self) -> QuerySet:
        return levels.goods(
            level=Level(self.asked["level"]),
            at=timezone.now(),
            text=self.asked.get("text", ""),
        )

    def prepared(self, rows: list[Any]) -> list[Row]:
        return [Row(stock) for stock in rows]
