"""What staff gave and took by hand: who, in which month, and how much of it alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loyalty import reading
from loyalty.limits import limits_of_each
from loyalty.reading import ByHand
from shop.staff.points.desk import GIVEN
from shop.staff.shell.columns import Column, Figure
from shop.staff.shell.lists import Nothing, StaffList
from shop.users.models import User

LOOK_BACK = timedelta(days=366)


@dataclass(frozen=True)
class Row:
    """One person's month; the budget is the one that holds now."""

    done: ByHand
    person: User
    budget: int


def month(row: Row) -> str:
    return date_format(row.done.month.astimezone(UTC), "YEAR_MONTH_FORMAT")


class GivenList(StaffList):
    name = "given"
    title = _("Points given by hand")
    permissions = GIVEN.permissions
    columns = (
        Column(
            _("Month"),
            lambda row: row.done.month.astimezone(UTC).strftime("%Y-%m"),
            shown=month,
        ),
        Column(_("Who"), "person.email", heads=True, css="breaks"),
        Figure(_("Adjustments"), "done.adjustments", zero="0"),
        Figure(_("Given"), "done.given", zero="0", css="end strong"),
        Figure(_("Of which alone"), "done.alone", zero="0"),
        Figure(_("May give alone"), "budget", zero="0"),
        Figure(pgettext_lazy("points", "Taken away"), "done.taken", zero="0"),
        Figure(_("Gifts and imports"), "done.gifts", zero="0"),
        Figure(_("Dates moved"), "done.extensions", zero="0"),
    )
    empty = Nothing(title=_("Nobody has given points by hand"), drawing="points")

    @cached_property
    def months(self) -> Sequence[Row]:
        since: datetime = (timezone.now() - LOOK_BACK).astimezone(UTC)
        first = since.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        done = reading.by_hand(since=first)
        people = User.objects.in_bulk({one.person_id for one in done})
        limits = limits_of_each(person_ids=people)
        return [
            Row(one, people[one.person_id], limits[one.person_id].budget)
            for one in done
        ]

    def rows(self) -> Sequence[Row]:
        return self.months
