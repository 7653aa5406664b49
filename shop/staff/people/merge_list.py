"""Merges that wait for somebody to decide, the oldest first."""

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from loyalty import merging
from loyalty.merging import MergeProposal
from shop.staff.people.desk import MERGES
from shop.staff.shell import cells
from shop.staff.shell.columns import Column
from shop.staff.shell.lists import StaffList


def proposed(proposal: MergeProposal) -> SafeString:
    return cells.below(
        cells.moment(proposal.proposed_at), cells.quiet(proposal.proposed_by.email)
    )


CLOSES = Column(
    _("Closes"),
    "closing.member.email",
    to=("staff:merge", "pk"),
    heads=True,
    css="breaks",
)
STAYS = Column(_("Stays"), "surviving.member.email")
PROPOSED = Column(_("Proposed"), "proposed_at", shown=proposed, sorts="proposed_at")
REASON = Column(_("Reason"), "reason", css="breaks")


class MergeList(StaffList):
    name = "merges"
    title = _("Proposed merges")
    permissions = MERGES
    columns = (CLOSES, STAYS, PROPOSED, REASON)
    file_columns = (
        CLOSES,
        STAYS,
        PROPOSED,
        Column(_("Proposed by"), "proposed_by.email"),
        REASON,
    )
    template = "staff/people/merges.html"

    def rows(self) -> QuerySet[MergeProposal]:
        return merging.open_proposals()
