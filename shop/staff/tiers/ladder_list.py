"""All versions of the ladder, the newest first."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loyalty.tiers.reading import Stand, stands
from shop.components.listing import listed
from shop.staff.shell import cells
from shop.staff.shell.columns import Column
from shop.staff.shell.lists import Nothing, StaffList
from shop.staff.tiers.desk import LADDERS
from shop.staff.tiers.ladder_words import STATES, state_badge


def _names(stand: Stand) -> str:
    return listed([tier.name for tier in _rising(stand)])


def _rising(stand: Stand) -> list:
    return sorted(stand.ladder.tiers.all(), key=lambda tier: tier.place)


NUMBER = Column(
    _("Version"),
    "ladder.number",
    to=("staff:ladder", "ladder.number"),
    heads=True,
)
BEGINS = Column(
    _("First day"),
    "begins",
    shown=lambda stand: cells.day(stand.begins or stand.ladder.starts_on),
)
TIERS = Column(pgettext_lazy("of a ladder", "Tiers"), _names)
BY = Column(_("By"), "ladder.author.email", css="breaks", hides=True)


class LadderList(StaffList):
    name = "ladders"
    title = _("Tiers")
    permissions = LADDERS.permissions
    template = "staff/tiers/ladders.html"
    columns = (
        NUMBER,
        Column(_("State"), "state", shown=lambda stand: state_badge(stand.state)),
        BEGINS,
        TIERS,
        BY,
    )
    file_columns = (
        NUMBER,
        Column(_("State"), lambda stand: str(STATES[stand.state][0])),
        Column(_("First day"), lambda stand: stand.begins or stand.ladder.starts_on),
        TIERS,
        BY,
    )

    def rows(self) -> list[Stand]:
        return stands(at=timezone.now())

    def nothing(self) -> Nothing:
        return Nothing(
            title=_("No tiers yet"),
            text=_(
                "Tiers thank those who buy often: with more points, free delivery, or "
                "something handed out at a pick-up point. You write the steps of the "
                "ladder, and a colleague approves it before it holds."
            ),
            drawing="points",
        )
