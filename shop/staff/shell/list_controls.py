"""What can be typed and clicked at a list: its search, its choices, its headings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.urls import reverse
from django.utils.functional import Promise

from shop.components.paging import many
from shop.staff.shell.columns import Column
from shop.staff.shell.filters import Choice

if TYPE_CHECKING:
    from shop.staff.shell.lists import StaffList


@dataclass(frozen=True, kw_only=True)
class Chip:
    """One choice as a link."""

    label: str | Promise
    url: str
    is_chosen: bool
    count: int | None

    @property
    def counted(self) -> str:
        return "" if self.count is None else many(self.count)


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A column as the table's head shows it; `url` sorts by it, or turns it round."""

    column: Column
    url: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Controls:
    """Links and fields that keep what else was asked for of the list."""

    listing: StaffList

    def search_fields(self) -> list[forms.BoundField]:
        return [field for field in self.listing.form if not field.is_hidden]

    def kept_fields(self) -> dict[str, str]:
        """What a new search keeps of what was asked for."""
        asked, order = self.listing.asked, self.listing.asked_order
        anew = {
            choice.name
            for choice in self.listing.filters
            if isinstance(choice, Choice) and choice.searched
        }
        hidden = [
            field.name
            for field in self.listing.form
            if field.is_hidden and field.name not in anew
        ]
        kept = {name: asked[name] for name in hidden if name in asked}
        return kept | {"order": order} if order else kept

    def choices(self) -> Iterator[tuple[Choice, list[Chip]]]:
        for choice in self.listing.filters:
            if isinstance(choice, Choice):
                yield choice, list(self._chips(choice))

    def headings(self) -> Iterator[Heading]:
        now = self.listing.asked_order or self.listing.order
        for column in self.listing.shown_columns:
            path, url, direction = column.sorts, "", ""
            if path and now.removeprefix("-") == path:
                is_down = now.startswith("-")
                direction = "descending" if is_down else "ascending"
                path = path if is_down else f"-{path}"
            if path:
                url = self._asking(order=path)
            yield Heading(column=column, url=url, direction=direction)

    def file_url(self) -> str:
        """Where its file is, with what is asked for here."""
        name = f"staff:{self.listing.name}-file"
        url = reverse(name, kwargs=self.listing.address())
        asked = self._asking()
        return url + asked if asked != "?" else url

    def _chips(self, choice: Choice) -> Iterator[Chip]:
        counts = choice.count(self.listing)
        chosen = self.listing.asked.get(choice.name, "")
        choices = [("", choice.all)] if choice.all else []
        for code, label in [*choices, *choice.choices]:
            yield Chip(
                label=label,
                url=self._asking(**{choice.name: code}),
                is_chosen=chosen == code,
                count=counts.get(code),
            )

    def _asking(self, **changes: str) -> str:
        """This page's query with some of it changed, from its first page on."""
        wanted = self.listing.request.GET.copy()
        wanted.pop("page", None)
        for name, value in changes.items():
            wanted.pop(name, None)
            if value:
                wanted[name] = value
        return f"?{wanted.urlencode()}"
