"""What staff take away, as the log calls it."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import actions

actions.declare(
    "list.download",
    _("List downloaded"),
    rows=(_("Rows"), 128),
    filters=(_("Filters"), {"status": "paid"}),
)
actions.declare(
    "document.open", _("Document opened"), document=(_("Document"), "RE-2025-00042")
)
actions.declare(
    "digest.download", _("Digest of the books downloaded"), file=(_("File"), "digest")
)
