"""What is taken away of the shop as a whole, as the log calls it."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import actions

actions.declare("backup.take", _("Backup taken"), files=(_("Files"), 12))
