"""The postings of one member, the newest first."""

from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from loyalty import reading
from shop.components.numbers import figure
from shop.staff.people.desk import MEMBERS
from shop.staff.shell import cells
from shop.staff.shell.columns import Column, Figure
from shop.staff.shell.lists import Nothing, StaffList


def kind(posting: Any) -> str:
    return capfirst(str(posting.get_kind_display()))


def what_and_why(posting: Any) -> SafeString:
    by: Any = ""
    if posting.actor:
        by = cells.quiet(_now("by %(who)s") % {"who": posting.actor.email})
    return cells.below(cells.strong(kind(posting)), posting.explanation, by)


def change(posting: Any) -> str | SafeString:
    points = posting.points_change
    if points > 0:
        return format_html('<span class="in-points">+{}</span>', figure(points))
    return figure(points) if points else cells.NOTHING


WHEN = Column(_("When"), "occurred_at")
POINTS = Figure(_("Points"), "points_change", shown=change, css="end nowrap")
AFTER = Figure(_("Available after"), "available_after")


class PostingList(StaffList):
    """`about`: whose `member` they are, and `until` which moment or None."""

    name = "postings"
    title = _("Postings")
    permissions = MEMBERS.permissions
    per_page = 20
    columns = (
        WHEN,
        Column(
            _("What and why"), "explanation", shown=what_and_why, css="why", bare=True
        ),
        POINTS,
        AFTER,
    )
    file_columns = (
        WHEN,
        Column(_("What"), "kind", filed=kind),
        Column(_("Why"), "explanation"),
        Column(_("By"), "actor.email"),
        POINTS,
        AFTER,
    )
    empty = Nothing(text=_("No points have moved yet."))

    def rows(self) -> QuerySet:
        return reading.statement(
            member=self.about["member"], until=self.about.get("until")
        )

    def address(self) -> dict[str, Any]:
        return {"member_id": self.about["member"].pk}
