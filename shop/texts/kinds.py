"""What staff do with the texts of the shop, as the log calls it."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import actions

actions.declare(
    "texts.publish",
    _("Text of the shop published"),
    version=(_("Version"), 7),
    languages=(_("Languages"), "en, zh-hans"),
    begins_at=(_("Valid from"), "2025-07-01T00:00:00+02:00"),
)
