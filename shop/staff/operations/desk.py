"""Operations: mail that goes out, and the log of what people did."""

from django.utils.translation import gettext_lazy as _

from shop.staff.shell.navigation import Section

MAIL = Section(
    name="staff:outbox",
    label=_("Mail"),
    icon="mail",
    permissions=("outbox.view_message",),
)
LOG = Section(
    name="staff:log",
    label=_("Log"),
    icon="list",
    permissions=("audit.view_entry",),
)
