"""All campaigns by how far they have come, with what is left of their budgets."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from loyalty.campaigns.reading import CampaignVersion, Stand, budget_left, standings
from loyalty.campaigns.states import State
from shop.components.numbers import figure
from shop.staff.campaigns.campaign_words import KINDS, STATES
from shop.staff.campaigns.desk import CAMPAIGNS
from shop.staff.shell import cells
from shop.staff.shell.columns import Column
from shop.staff.shell.filters import Choice
from shop.staff.shell.lists import Nothing, StaffList


@dataclass(frozen=True, kw_only=True)
class Row:
    """A campaign as its newest version stands, beside one that still holds.

    `budget` is the one that was approved, else the one that is asked for; `left` is
    what it has, None where there is none or it was never approved.
    """

    stand: Stand
    holding: Stand | None
    budget: int | None
    left: int | None

    @property
    def version(self) -> CampaignVersion:
        return self.stand.version


def rows_of(campaigns: Sequence[Sequence[Stand]]) -> list[Row]:
    """Each campaign with its versions, the newest first, as a row."""
    left = budget_left(campaign_ids=[one[0].version.campaign_id for one in campaigns])
    return [
        Row(
            stand=newest,
            holding=next((one for one in older if one.state == State.RUNNING), None),
            budget=next(
                (one for one in (newest, *older) if one.term), newest
            ).version.budget,
            left=left.get(newest.version.campaign_id),
        )
        for newest, *older in campaigns
    ]


def state_badge(state: State) -> SafeString:
    return cells.badge(STATES[state], KINDS.get(state, "plain"))


UNRECKONABLE = _("Nobody can reckon by its numbers: it gives nothing. End it.")


def state_cell(row: Row) -> SafeString:
    if not row.version.is_reckonable:
        return cells.below(state_badge(row.stand.state), cells.small(UNRECKONABLE))
    if row.holding is None:
        return state_badge(row.stand.state)
    number = row.holding.version.number
    note = _now("version %(number)s is running") % {"number": number}
    return cells.below(state_badge(row.stand.state), cells.small(note))


def budget_cell(row: Row) -> str | SafeString:
    if row.budget is None:
        return cells.NOTHING
    if row.left is None:
        return figure(row.budget)
    return budget_bar(left=row.left, budget=row.budget)


def budget_bar(*, left: int, budget: int) -> SafeString:
    """What is left of a budget, drawn and said."""
    said = _now("%(left)s of %(budget)s left") % {
        "left": figure(left),
        "budget": figure(budget),
    }
    return format_html(
        '<span class="budget"><svg viewBox="0 0 100 6" preserveAspectRatio="none"'
        ' aria-hidden="true"><rect width="100" height="6"/>'
        '<rect data-left width="{}" height="6"/></svg>{}</span>',
        round(100 * left / budget) if budget else 0,
        said,
    )


def until(row: Row) -> str | SafeString:
    """When it ends, or when somebody ended it."""
    ended = row.stand.ended
    moments = (row.version.ends_at, ended.taken_at if ended else None)
    ends_at = min((one for one in moments if one), default=None)
    return cells.moment(ends_at) if ends_at else _now("without end")


NAME = Column(
    _("Campaign"),
    "version.name",
    to=("staff:campaign", "version.campaign_id"),
    heads=True,
    css="breaks",
)
FROM = Column(_("From"), "version.starts_at")
UNTIL = Column(_("Until"), "version.ends_at", shown=until)
BY = Column(_("By"), "version.author.email", css="breaks")


class CampaignList(StaffList):
    name = "campaigns"
    title = _("Campaigns")
    permissions = CAMPAIGNS.permissions
    template = "staff/campaigns/campaigns.html"
    columns = (
        NAME,
        Column(_("State"), "stand.state", shown=state_cell),
        FROM,
        UNTIL,
        Column(_("Budget"), "budget", shown=budget_cell, hides=True),
    )
    file_columns = (
        NAME,
        Column(_("State"), lambda row: str(STATES[row.stand.state])),
        FROM,
        UNTIL,
        Column(_("Budget"), "budget"),
        Column(_("Left of the budget"), "left"),
        Column(_("Version"), "version.number"),
        BY,
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
        return rows_of(standings(at=timezone.now()))

    @property
    def counts(self) -> Mapping[str, int]:
        """How many there are in each state; one that runs on is also counted there."""
        found: Counter[str] = Counter()
        for row in self.every:
            found.update(_states(row))
        return {state: found[state] for state in STATES}

    def rows(self) -> list[Row]:
        asked = self.asked.get("state")
        return [row for row in self.every if not asked or asked in _states(row)]

    def nothing(self) -> Nothing:
        if self.asked.get("state"):
            return Nothing(text=_("No campaign is in this state."))
        return Nothing(
            title=_("No campaigns yet"),
            text=_(
                "A campaign adds points to what orders earn, for a while or for some "
                "goods: a double points week, say. You write one sentence, try it on "
                "real baskets, and a colleague approves it before it holds."
            ),
            drawing="points",
        )


def _states(row: Row) -> set[str]:
    states = {str(row.stand.state)}
    return states | ({str(row.holding.state)} if row.holding else set())
