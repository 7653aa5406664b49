"""The checks of the books, and the digests of the ledger."""

from collections.abc import Callable, Sequence

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.books import digesting, runs
from shop.books.digesting import Kept
from shop.books.examined import Examined
from shop.books.models import ReconciliationRun
from shop.staff.money.desk import BOOKS
from shop.staff.shell import cells
from shop.staff.shell.columns import Action, Column, Figure
from shop.staff.shell.lists import WHOLE, Nothing, StaffList


def asked_by(run: ReconciliationRun) -> str | SafeString:
    return run.actor.email if run.actor else cells.quiet(_("the shop itself"))


def examined(name: str) -> Callable[[ReconciliationRun], int]:
    return lambda run: run.examined.get(name, 0)


BEGUN = Column(_("Begun"), "asked_at", heads=True)
COUNTS = tuple(Figure(name.label, examined(name.value)) for name in Examined)
ASKED_BY = Column(_("Asked for by"), "actor.email", shown=asked_by, css="breaks")


class RunList(StaffList):
    name = "books"
    title = _("Checks")
    permissions = BOOKS.permissions
    per_page = WHOLE
    columns = (
        BEGUN,
        Column(_("Result"), "differences", template="staff/money/_run_result.html"),
        *COUNTS,
        ASKED_BY,
    )
    file_columns = (
        BEGUN,
        Column(_("Ended"), "finished_at"),
        Column(pgettext_lazy("how many", "Differences"), "differences"),
        Column(_("Not finished"), "error"),
        *COUNTS,
        ASKED_BY,
    )
    empty = Nothing(
        text=_(
            "The books have not been checked yet: the first check is at night, or now."
        )
    )

    def rows(self) -> QuerySet[ReconciliationRun]:
        return runs.newest()


def written(kept: Kept) -> str | SafeString:
    return cells.moment(kept.written_at) if kept.written_at else kept.name


def signature(kept: Kept) -> SafeString:
    if not kept.header:
        return cells.badge(_("Damaged"), "danger")
    if kept.is_signed:
        return cells.badge(_("Signed"), "success")
    return cells.badge(_("Not signed"), "caution")


class DigestList(StaffList):
    name = "digests"
    title = _("Digests")
    permissions = BOOKS.permissions
    per_page = WHOLE
    columns = (
        Column(_("Written"), "written_at", shown=written, heads=True),
        Figure(_("Accounts"), "header.accounts", hides=True),
        Figure(_("Number of postings"), "header.postings", hides=True),
        Column(_("Signature"), "is_signed", shown=signature),
        Action(template="staff/money/_digest.html"),
    )
    file_columns = (
        Column(_("Digest"), "name"),
        Column(_("Written"), "written_at"),
        Figure(_("Accounts"), "header.accounts"),
        Figure(_("Number of postings"), "header.postings"),
        Column(_("Signed"), "is_signed"),
    )
    empty = Nothing(text=_("No digest yet: one is written each night."))

    def rows(self) -> Sequence[Kept]:
        return list(digesting.newest())
