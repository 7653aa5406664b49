"""The navigation: entries that lead to a desk's pages, in groups that open."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from shop.users.models import User


@dataclass(frozen=True, kw_only=True)
class Section:
    """One entry of the navigation; any one of its permissions opens it."""

    name: str
    label: str | Promise
    icon: str
    permissions: tuple[str, ...]
    # How much waits there for a person, where that is worth a look from every page.
    count: Callable[[User], int] | None = None

    @property
    def url(self) -> str:
        return reverse(self.name)

    def opens_for(self, person: User) -> bool:
        return any(map(person.has_perm, self.permissions))


@dataclass(frozen=True)
class Group:
    """Entries that belong together under one word; one by itself needs none."""

    label: str | Promise
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Entry:
    """An entry as one page shows it: `is_here` if the page belongs to it."""

    section: Section
    is_here: bool
    count: int


@dataclass(frozen=True)
class OpenGroup:
    """A group as one person sees it on one page; `count` is what waits in all of it."""

    label: str | Promise
    entries: list[Entry]
    is_open: bool

    @property
    def count(self) -> int:
        return sum(entry.count for entry in self.entries)


# So many entries are seen at a glance: no group needs to be opened.
FEW = 12


def groups_for(person: User, groups: Iterable[Group], *, path: str) -> list[OpenGroup]:
    """The groups with entries for this person, that of the page at `path` open."""
    mine = [(group, sections_for(person, group.sections)) for group in groups]
    few = sum(len(sections) for _group, sections in mine) <= FEW
    return [
        OpenGroup(
            group.label,
            entries := [_entry(person, section, path) for section in sections],
            is_open=few or any(entry.is_here for entry in entries),
        )
        for group, sections in mine
        if sections
    ]


def _entry(person: User, section: Section, path: str) -> Entry:
    home = section.name == "staff:today"
    is_here = path == section.url or (not home and path.startswith(section.url))
    return Entry(section, is_here, section.count(person) if section.count else 0)


def sections_for(person: User, sections: Iterable[Section]) -> list[Section]:
    """The entries that lead somewhere for this person."""
    return [section for section in sections if section.opens_for(person)]
