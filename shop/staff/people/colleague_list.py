"""Who works here, in which roles, and whether they sign in with a second step."""

from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.identity.factors import with_factors
from shop.identity.roles import LABELS
from shop.staff.people.desk import COLLEAGUES
from shop.staff.shell import cells
from shop.staff.shell.columns import Action, Column
from shop.staff.shell.filters import Words
from shop.staff.shell.lists import Nothing, StaffList
from shop.users.models import User


def who(person: User) -> SafeString:
    name = person.get_full_name()
    if not name:
        return cells.strong(person.email)
    return cells.below(cells.strong(name), cells.quiet(person.email))


def second_step(person: Any) -> SafeString:
    if person.has_factor:
        return cells.badge(_("Yes"), "success")
    return cells.badge(_("No"), "caution")


def roles_of(person: Any) -> str:
    """What they are called in the reader's language; a group of one's own as it is."""
    names = (person.roles or "").splitlines()
    return ", ".join(str(LABELS.get(name, name)) for name in names)


ROLES = Column(_("Roles"), roles_of)


class ColleagueList(StaffList):
    name = "colleagues"
    title = _("Colleagues")
    permissions = COLLEAGUES.permissions
    columns = (
        Column(_("Who"), "email", shown=who, heads=True, sorts="email"),
        ROLES,
        Column(_("Second step"), "has_factor", shown=second_step),
        Column(_("Last signed in"), "last_login", sorts="last_login"),
        Action(template="staff/people/_reset_second_factor.html"),
    )
    file_columns = (
        Column(pgettext_lazy("of a person", "Name"), User.get_full_name),
        Column(_("E-mail"), "email"),
        ROLES,
        Column(
            _("Second step"),
            "has_factor",
            filed=lambda person: str(_("yes") if person.has_factor else _("no")),
        ),
        Column(_("Last signed in"), "last_login"),
    )
    filters = (
        Words(_("E-mail or name"), ("first_name", "last_name"), addresses=("email",)),
    )
    empty = Nothing(title=_("No such colleague"))

    def rows(self) -> QuerySet[User]:
        staff = User.objects.filter(is_staff=True, is_active=True)
        with_roles = staff.annotate(
            roles=StringAgg("groups__name", "\n", order_by="groups__name")
        )
        return with_factors(with_roles).order_by("email")
