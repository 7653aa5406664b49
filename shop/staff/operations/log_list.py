"""The log: who did what, when, and what it changed. It can only be read."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from shop.audit.models import Entry
from shop.staff.operations.desk import LOG
from shop.staff.operations.log_words import subject, subject_url, with_colleagues
from shop.staff.shell import cells, wording
from shop.staff.shell.changes import changes
from shop.staff.shell.columns import Column
from shop.staff.shell.filters import Days, Words
from shop.staff.shell.lists import Nothing, StaffList

LONGEST_VALUE = 80


def who(entry: Entry) -> str | SafeString:
    said = wording.who(entry)
    return said if entry.actor else cells.quiet(said)


def what(entry: Entry) -> SafeString:
    about, url = subject(entry), subject_url(entry)
    return cells.below(
        cells.strong(wording.action(entry.action)),
        cells.link(url, about, css="quiet") if url else cells.quiet(about),
        wording.reason(entry.reason),
    )


def before_and_after(entry: Entry) -> SafeString:
    return format_html_join(
        "",
        '<div><span class="quiet">{}</span> {} → <span class="strong">{}</span></div>',
        (
            (
                name,
                Truncator(before).chars(LONGEST_VALUE),
                Truncator(after).chars(LONGEST_VALUE),
            )
            for name, before, after in changes(entry)
        ),
    )


WHEN = Column(_("When"), "recorded_at", sorts="pk")
WHO = Column(_("Who"), "actor.email", shown=who, filed=wording.who)


def side(number: int) -> Callable[[Entry], str]:
    """What stood before (1) or after (2), each value under its name."""

    def written(entry: Entry) -> str:
        return "; ".join(
            wording.said_of(change[0], change[number])
            for change in changes(entry)
            if change[number] != cells.NOTHING
        )

    return written


class EntryList(StaffList):
    name = "log"
    title = _("Log")
    permissions = LOG.permissions
    order = "-pk"
    columns = (
        WHEN,
        WHO,
        Column(_("What"), "action", shown=what),
        Column(
            _("Before and after"),
            "after",
            shown=before_and_after,
            css="changes",
            bare=True,
        ),
    )
    file_columns = (
        WHEN,
        Column(_("Written down"), "written_at"),
        WHO,
        Column(_("What"), "action", filed=lambda entry: wording.action(entry.action)),
        Column(_("What it concerns"), "subject", filed=subject),
        Column(_("Reason"), "reason", filed=lambda entry: wording.reason(entry.reason)),
        Column(_("Before"), "before", filed=side(1)),
        Column(_("After"), "after", filed=side(2)),
    )
    filters = (
        Words(
            _("What it concerns"),
            ("subject",),
            numbers=("subject",),
            name="subject",
            whole=True,
        ),
        Words(
            _("Who (e-mail)"), addresses=("actor__email",), name="person", whole=True
        ),
        Days("recorded_at"),
    )
    empty = Nothing(title=_("No such entry"))
    template = "staff/operations/log.html"

    def rows(self) -> QuerySet[Entry]:
        entries = Entry.objects.select_related("actor").order_by("-id")
        return with_colleagues(entries)
