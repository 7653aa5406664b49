"""What came of invitations; what looks like one person behind two accounts waits."""

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shop.components.listing import listed
from shop.components.numbers import figure
from shop.referrals import deciding, signs
from shop.referrals.deciding import Reward
from shop.staff.points.desk import REFERRALS
from shop.staff.shell import cells
from shop.staff.shell.columns import Column, Figure
from shop.staff.shell.filters import Choice
from shop.staff.shell.lists import Nothing, StaffList


def seen(reward: Reward) -> str:
    """What speaks for self-referral, in words."""
    return listed(str(signs.LABELS[sign]) for sign in reward.signs)


def state(reward: Reward) -> SafeString:
    kind = "caution" if reward.state == Reward.State.WAITING else "plain"
    return cells.badge(reward.get_state_display(), kind)


def given(reward: Reward) -> str:
    """What the friend and who invited got, in this order."""
    if reward.state != Reward.State.GIVEN:
        return cells.NOTHING
    return f"{figure(reward.friend_points)} + {figure(reward.referrer_points)}"


FRIEND = Column(
    _("Friend"),
    "referral.friend.email",
    to=("staff:member", "referral.friend_id"),
    heads=True,
    css="breaks",
)
REFERRER = Column(
    _("Invited by"),
    "referral.referrer.email",
    to=("staff:member", "referral.referrer_id"),
    css="breaks",
)
FOUND = Column(_("Order kept"), "found_at", sorts="found_at")
SIGNS = Column(_("Looks like one person"), seen, css="breaks", hides=True)
TO_FRIEND = Figure(_("Points for the friend"), "friend_points", zero="0")
TO_REFERRER = Figure(_("Points for who invited"), "referrer_points", zero="0")


class ReferralList(StaffList):
    name = "referrals"
    title = _("Invitations")
    permissions = REFERRALS.permissions
    columns = (
        FRIEND,
        REFERRER,
        FOUND,
        Column(
            _("State"),
            "get_state_display",
            shown=state,
            to=("staff:referral", "pk"),
        ),
        SIGNS,
        Column(_("Points given"), "state", shown=given, css="end nowrap"),
    )
    file_columns = (
        FRIEND,
        REFERRER,
        FOUND,
        Column(_("State"), "state"),
        SIGNS,
        TO_FRIEND,
        TO_REFERRER,
        Column(_("Decided by"), "decided_by.email"),
        Column(_("Reason"), "reason"),
    )
    filters = (Choice("state", _("State"), Reward.State.choices, path="state"),)
    empty = Nothing(
        title=_("Nothing to decide"),
        text=_(
            "Once an invited friend has kept an order, what came of it stands here. "
            "What looks like one person behind two accounts waits for a decision."
        ),
        drawing="points",
    )

    def rows(self) -> QuerySet[Reward]:
        return deciding.rewards()
