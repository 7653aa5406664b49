"""What several pages of delivery say."""

from django.utils.translation import gettext_lazy as _

CHANGED_MEANWHILE = _(
    "Somebody changed this meanwhile. Nothing was saved: open it again."
)
