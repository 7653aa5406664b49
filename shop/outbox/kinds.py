"""What staff do with mail, as the log calls it."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import actions

actions.declare(
    "outbox.retry",
    _("Mail sent again"),
    state=(_("State"), "failed"),
    attempts=(_("Attempts"), 12),
)
