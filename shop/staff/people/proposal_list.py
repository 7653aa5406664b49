"""Adjustments that wait for a second person, the oldest first."""

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from loyalty import proposing
from loyalty.proposing import ProposedAdjustment
from shop.staff.people.desk import ADJUSTMENTS
from shop.staff.shell import cells
from shop.staff.shell.columns import Action, Column, Figure
from shop.staff.shell.lists import Nothing, StaffList


def proposed(proposal: ProposedAdjustment) -> SafeString:
    return cells.below(
        cells.moment(proposal.proposed_at), cells.quiet(proposal.proposed_by.email)
    )


MEMBER = Column(
    _("Member"),
    "account.member.email",
    to=("staff:member", "account_id"),
    opens="loyalty.view_account",
    heads=True,
    css="breaks",
)
POINTS = Figure(_("Points"), "points", css="end strong", sorts="points")
PROPOSED = Column(_("Proposed"), "proposed_at", shown=proposed, sorts="proposed_at")
REASON = Column(_("Reason"), "reason", css="breaks")


class ProposalList(StaffList):
    name = "adjustments"
    title = _("Proposed adjustments")
    permissions = ADJUSTMENTS
    columns = (
        MEMBER,
        POINTS,
        PROPOSED,
        REASON,
        Action(template="staff/people/_proposal.html"),
    )
    file_columns = (
        MEMBER,
        POINTS,
        PROPOSED,
        Column(_("Proposed by"), "proposed_by.email"),
        REASON,
    )
    empty = Nothing(
        title=_("Nothing to decide"),
        text=_(
            "Adjustments above what one person may do alone wait here for a second one."
        ),
        drawing="points",
    )
    template = "staff/people/adjustments.html"

    def rows(self) -> QuerySet[ProposedAdjustment]:
        return proposing.open_proposals()
