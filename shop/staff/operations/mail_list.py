"""The list of mail, the newest first."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shop.outbox.models import Message
from shop.staff.operations.desk import MAIL
from shop.staff.shell import wording
from shop.staff.shell.columns import Action, Column
from shop.staff.shell.filters import Choice, Words
from shop.staff.shell.lists import Nothing, StaffList

KIND = Column(
    _("Mail"),
    "kind",
    template="staff/operations/_mail.html",
    filed=lambda message: wording.mail(message.kind),
    heads=True,
)
RECIPIENT = Column(_("Recipient"), "recipient", css="breaks")
WRITTEN = Column(_("Written"), "created_at", sorts="created_at")
STATE = Column(
    _("State"),
    "state",
    template="staff/operations/_mail_state.html",
    filed=lambda message: message.get_state_display(),
)


class MessageList(StaffList):
    name = "outbox"
    title = _("Mail")
    permissions = MAIL.permissions
    order = "-created_at"
    columns = (
        KIND,
        RECIPIENT,
        WRITTEN,
        STATE,
        Action(template="staff/operations/_mail_retry.html"),
    )
    file_columns = (
        KIND,
        Column(_("Reference"), "reference"),
        RECIPIENT,
        WRITTEN,
        STATE,
        Column(_("Sent"), "sent_at"),
        Column(_("Attempts"), "attempts"),
        Column(_("Error"), "last_error"),
    )
    filters = (
        Words(
            _("Recipient or reference"),
            ("reference",),
            numbers=("reference",),
            addresses=("recipient",),
            whole=True,
        ),
        Choice("state", _("State"), Message.State.choices, path="state"),
    )
    empty = Nothing(title=_("No mail here"))

    def rows(self) -> QuerySet[Message]:
        return Message.objects.order_by("-created_at", "-id")
