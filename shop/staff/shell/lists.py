"""A declared list: what its page shows, what it can be narrowed to, what its file says.

    class MessageList(StaffList):
        name = "outbox"
        permissions = MAIL.permissions
        title = _("Mail")
        columns = (Column(_("Recipient"), "recipient"), …)
        filters = (Choice("state", _("State"), Message.State.choices, path="state"),)

        def rows(self) -> QuerySet:
            return Message.objects.order_by("-pk")

An instance is the list as one person asks for it. `MessageList.as_page()` and
`MessageList.as_file()` are its two addresses; a page that shows more than its list
hands an instance to its template (staff/shell/_list.html).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.core.paginator import Page
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_safe

from shop.components.paging import BoundedPaginator
from shop.staff.shell.access import actor, staff_page
from shop.staff.shell.columns import Column
from shop.staff.shell.files import file_of
from shop.staff.shell.filters import Choice, Filter, Words
from shop.staff.shell.list_controls import Controls

PER_PAGE = 25
# As much of a list as fits on a page that shows it as a whole.
WHOLE = 1_000


@dataclass(frozen=True, kw_only=True)
class Nothing:
    """What stands where there is nothing; without a title only the text, quietly."""

    title: str | Promise = ""
    text: str | Promise = ""
    drawing: str = "search"


class StaffList:
    """One list as somebody asked for it. Subclasses declare it."""

    name: ClassVar[str]
    title: ClassVar[str | Promise]
    permissions: ClassVar[tuple[str, ...]]
    columns: ClassVar[tuple[Column, ...]]
    # What its file says, where that is more than the page has room for.
    file_columns: ClassVar[tuple[Column, ...]] = ()
    filters: ClassVar[tuple[Filter, ...]] = ()
    # The path that `rows` are in order of, from the last one on behind a minus.
    order: ClassVar[str] = ""
    per_page: ClassVar[int] = PER_PAGE
    empty: ClassVar[Nothing] = Nothing(title=_("Nothing found"))
    template: ClassVar[str] = "staff/shell/list.html"

    def __init__(self, request: HttpRequest, **about: Any):
        """`about`: what its address names, and what its page has at hand already."""
        self.request = request
        self.about = about
        self.person = actor(request)

    # -- What subclasses say --------------------------------------------------------

    def rows(self) -> QuerySet | Sequence[Any]:
        """Everything the list can show, in its own order."""
        raise NotImplementedError

    def prepared(self, rows: list[Any]) -> list[Any]:
        """The rows with what is read for many at once."""
        return rows

    def columns_now(self) -> Iterable[Column]:
        """Those of the columns that suit what is asked for."""
        return self.columns

    def nothing(self) -> Nothing:
        """What stands where no row was found."""
        return self.empty

    # -- What was asked for ---------------------------------------------------------

    @cached_property
    def form(self) -> forms.Form:
        form = forms.Form(self.request.GET)
        for narrowing in self.filters:
            form.fields |= narrowing.fields()
        return form

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What of it was understood, by its field."""
        self.form.is_valid()
        found = {name: value for name, value in self.form.cleaned_data.items() if value}
        for narrowing in self.filters:
            if isinstance(narrowing, Choice) and narrowing.default:
                found.setdefault(narrowing.name, self._default(narrowing, found))
        return found

    def _default(self, choice: Choice, asked: dict[str, Any]) -> str:
        words = any(
            asked.get(narrowing.name)
            for narrowing in self.filters
            if isinstance(narrowing, Words)
        )
        return choice.searched if words and choice.searched else choice.default

    @cached_property
    def asked_order(self) -> str:
        order = self.request.GET.get("order", "")
        can_sort = {column.sorts for column in self.shown_columns if column.sorts}
        return order if order.removeprefix("-") in can_sort else ""

    def found(self) -> QuerySet | Sequence[Any]:
        """The rows that are asked for, in the order that is."""
        rows = self.rows()
        if not isinstance(rows, QuerySet):
            return rows
        for narrowing in self.filters:
            rows = narrowing.narrow(rows, self.asked)
        if self.asked_order:
            path = F(self.asked_order.removeprefix("-"))
            last_first = self.asked_order.startswith("-")
            by = path.desc(**self._nulls(rows)) if last_first else path.asc()
            rows = rows.order_by(by, "-pk" if last_first else "pk")
        return rows

    def _nulls(self, rows: QuerySet) -> dict[str, bool]:
        """Nothing stands last; where nothing cannot be, an index would not know so."""
        fields = {field.name: field for field in rows.model._meta.get_fields()}
        field = fields.get(self.asked_order.removeprefix("-"))
        is_there = field is not None and not getattr(field, "null", True)
        return {} if is_there else {"nulls_last": True}

    # -- What the page shows --------------------------------------------------------

    @cached_property
    def page(self) -> Page:
        """The page asked for; one that does not exist is the nearest that does."""
        page = BoundedPaginator(self.found(), self.per_page).get_page(
            self.request.GET.get("page")
        )
        page.object_list = self.prepared(self._read(page.object_list))
        return page

    def _read(self, found: QuerySet | Sequence[Any]) -> list[Any]:
        """The rows of a page, in their order: first their keys, then all of them.

        Asked for at once, each row that is sorted would be put together with all that
        is read along with it.
        """
        rows = self.rows()
        if not isinstance(found, QuerySet) or rows.query.is_sliced:
            return list(found)
        keys = list(found.values_list("pk", flat=True))
        known = {row.pk: row for row in rows.filter(pk__in=keys)}
        return [known[key] for key in keys if key in known]

    @cached_property
    def shown_columns(self) -> list[Column]:
        return [column for column in self.columns_now() if column.is_for(self.person)]

    @cached_property
    def controls(self) -> Controls:
        return Controls(self)

    def address(self) -> dict[str, Any]:
        """What its address names."""
        return {}

    def columns_of_file(self) -> list[Column]:
        """Those that the person may see; nobody can do anything to a file."""
        return [
            column
            for column in self.file_columns or self.columns
            if not column.is_action and column.is_for(self.person)
        ]

    # -- Its addresses --------------------------------------------------------------

    @classmethod
    def as_page(cls) -> Callable[..., HttpResponseBase]:
        """The view of a page that is this list and nothing else."""

        @staff_page(*cls.permissions)
        @require_safe
        def page(request: HttpRequest) -> HttpResponse:
            return cls(request).answer()

        return page

    @classmethod
    def as_file(cls) -> Callable[..., HttpResponseBase]:
        """The view of its file; it may be taken by whoever may see the list."""

        @staff_page(*cls.permissions)
        @require_GET
        def file(request: HttpRequest) -> HttpResponseBase:
            return cls(request).file()

        return file

    def answer(self, *, status: int = 200, **context: Any) -> HttpResponse:
        context = {"list": self, "page": self.page, **context}
        return render(self.request, self.template, context, status=status)

    def file(self) -> HttpResponseBase:
        return file_of(self)


def declared_lists() -> list[type[StaffList]]:
    """Every list that a desk declares and that has a file of its own."""
    found, left = [], [StaffList]
    while left:
        below = left.pop().__subclasses__()
        found += [one for one in below if getattr(one, "name", "")]
        left += below
    return found
