"""What happens to referrals, and what is done with them in the log."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import actions, happenings

DECIDED = {
    "referrer": (_("Referrer"), 7),
    "to_friend": (_("Points for the friend"), 300),
    "to_referrer": (_("Points for who invited"), 300),
}
actions.declare("referral.approve", _("Reward of a referral approved"), **DECIDED)
actions.declare("referral.decline", _("Reward of a referral declined"), **DECIDED)
actions.declare(
    "referral.publish-terms",
    _("Terms of invitations published"),
    is_open=(_("Members can invite"), True),
    referrer_points=(_("Points for who invites"), 300),
    friend_points=(_("Points for the friend"), 300),
    most_per_year=(_("Rewards per member and year"), 10),
    smallest_order=(_("Smallest order"), "20.00"),
)
happenings.declare(
    "referral.rewarded",
    _("Points for an invitation"),
    points=(_("Points"), 300),
    as_friend=(_("As the friend"), False),
)
