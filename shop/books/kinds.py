"""What happens when the books are checked, and what is done about it in the log."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import actions, happenings

actions.declare("books.check", _("Check of the books asked for"))

happenings.declare(
    "books.differ", _("The books do not agree"), differences=(_("Differences"), 1)
)
