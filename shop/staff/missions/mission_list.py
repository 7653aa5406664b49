"""All missions by how far they have come: members in them, points, what is left."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from loyalty.missions.reading import Figures, MissionVersion, figures, newest_stands
from loyalty.missions.states import State
from shop.components.numbers import figure
from shop.staff.missions.desk import MISSIONS
from shop.staff.missions.mission_words import KINDS, STATES
from shop.staff.shell import cells
from shop.staff.shell.columns import Column
from shop.staff.shell.filters import Choice
from shop.staff.shell.lists import Nothing, StaffList


@dataclass(frozen=True, kw_only=True)
class Row:
    """A mission as its newest version stands, and what came of all of them."""

    version: MissionVersion
    state: State
    figures: Figures


def state_badge(state: State) -> SafeString:
    return cells.badge(STATES[state], KINDS.get(state, "plain"))


NAME = Column(
    _("Mission"),
    "version.name",
    to=("staff:mission", "version.mission_id"),
    heads=True,
    css="breaks",
)
MEMBERS = Column(_("Members in it"), "figures.members")
FINISHED = Column(_("Got all"), "figures.finished", hides=True)
GIVEN = Column(_("Points given"), "figures.given")


class MissionList(StaffList):
    name = "missions"
    title = _("Missions")
    permissions = MISSIONS.permissions
    template = "staff/missions/missions.html"
    columns = (
        NAME,
        Column(_("State"), "state", shown=lambda row: state_badge(row.state)),
        MEMBERS,
        FINISHED,
        GIVEN,
        Column(
            _("Left of the budget"),
            "figures.left",
            shown=lambda row: (
                cells.NOTHING if row.figures.left is None else figure(row.figures.left)
            ),
            hides=True,
        ),
    )
    file_columns = (
        NAME,
        Column(_("State"), lambda row: str(STATES[row.state])),
        MEMBERS,
        FINISHED,
        GIVEN,
        Column(_("Budget"), "version.budget"),
        Column(_("Left of the budget"), "figures.left"),
        Column(_("Version"), "version.number"),
        Column(_("By"), "version.author.email"),
    )
    filters = (
        Choice(
            "state",
            _("State"),
            tuple(
                (str(state), STATES[state]) for state in STATES if state != "replaced"
            ),
            counts=lambda listing: listing.counts,
        ),
    )

    @cached_property
    def every(self) -> list[Row]:
        stands = newest_stands(at=timezone.now())
        found = figures([one.version.mission_id for one in stands])
        return [
            Row(
                version=one.version,
                state=one.state,
                figures=found[one.version.mission_id],
            )
            for one in stands
        ]

    @property
    def counts(self) -> Mapping[str, int]:
        found = Counter(str(row.state) for row in self.every)
        return {state: found[state] for state in STATES}

    def rows(self) -> list[Row]:
        asked = self.asked.get("state")
        return [row for row in self.every if not asked or row.state == asked]

    def nothing(self) -> Nothing:
        if self.asked.get("state"):
            return Nothing(text=_("No mission is in this state."))
        return Nothing(
            title=_("No missions yet"),
            text=_(
                "A mission gives points for things that members do: a welcome, a stamp "
                "card, a quiz. You write its steps, and a colleague approves it before "
                "anybody can begin."
            ),
            drawing="points",
        )
