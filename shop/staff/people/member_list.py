"""The list of members, the newest first, each with what is on the account."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loyalty import reading
from loyalty.reading import Balance
from shop.components.numbers import figure
from shop.staff.people.desk import MEMBERS
from shop.staff.people.member_finding import buyers_of, members
from shop.staff.shell.columns import Column, Day, Figure
from shop.staff.shell.filters import Words
from shop.staff.shell.lists import Nothing, StaffList
from shop.users.models import User


@dataclass(frozen=True)
class Row:
    """A member and what is on the account now."""

    person: User
    balance: Balance

    @property
    def name(self) -> str:
        return self.person.get_full_name()


def owed(row: Row) -> str | SafeString:
    if not row.balance.owed:
        return "0"
    return format_html('<span class="returned">{}</span>', figure(row.balance.owed))


SINCE = Day(_("Member since"), "person.date_joined", short=True, sorts="date_joined")
POINTS = (
    Figure(_("Available"), "balance.available", css="end strong"),
    Figure(_("Pending"), "balance.pending", zero="0"),
    Figure(_("Held"), "balance.held", zero="0"),
    Figure(_("Owed"), "balance.owed", shown=owed, zero="0"),
)


class MemberList(StaffList):
    name = "members"
    title = _("Members")
    permissions = MEMBERS.permissions
    columns = (
        Column(
            _("Member"),
            "name",
            template="staff/people/_member.html",
            heads=True,
            sorts="email",
        ),
        SINCE,
        *POINTS,
    )
    file_columns = (
        Column(pgettext_lazy("of a person", "Name"), "name"),
        Column(_("E-mail"), "person.email"),
        SINCE,
        *POINTS,
    )
    filters = (
        Words(
            _("E-mail, name or number of an order"),
            ("first_name", "last_name"),
            addresses=("email",),
            elsewhere=buyers_of,
        ),
    )
    empty = Nothing(
        title=_("No such member"),
        text=_("Try another part of the name or the e-mail address."),
    )
    template = "staff/people/members.html"

    def rows(self) -> QuerySet[User]:
        return members().order_by("-pk")

    def prepared(self, rows: list[Any]) -> list[Row]:
        balances = reading.balances(members=rows, at=timezone.now())
        return [
            Row(person=person, balance=balances.get(person.pk, Balance()))
            for person in rows
        ]
