"""What staff read when an account's points cannot be changed by hand."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loyalty import adjustment, proposing

OWN_ACCOUNT = _("This is your own account: a colleague has to adjust its points.")
NOT_ENOUGH = _("The member does not have that many points.")
CLOSED = _("This account was merged into another: it is closed.")
# By the field of the form that it is about, if it is about one.
ADJUSTING: dict[type[Exception], tuple[str | None, str | Promise]] = {
    adjustment.NotEnoughPoints: ("points", NOT_ENOUGH),
    adjustment.ReasonMissing: ("reason", _("Say why.")),
    adjustment.AccountClosed: (None, CLOSED),
    adjustment.OwnAccount: (None, OWN_ACCOUNT),
}
DECIDING: dict[type[Exception], str | Promise] = {
    proposing.OwnAccount: OWN_ACCOUNT,
    proposing.NotEnoughPoints: NOT_ENOUGH,
    proposing.AccountClosed: CLOSED,
    proposing.SamePerson: _(
        "You proposed this adjustment. Somebody else has to approve it."
    ),
    proposing.ProposalWithdrawn: _("This proposal was turned down."),
    proposing.AlreadyApproved: _(
        "This proposal was approved: the points are adjusted."
    ),
    proposing.ReferenceReused: _("These points were adjusted before."),
    proposing.NotAllowed: _("Who proposed this may not adjust points any more."),
}
