"""An entry of the navigation: a desk's pages, and who may open them."""

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
    # How much waits there, where that is worth a look from every page.
    count: Callable[[], int] | None = None

    @property
    def url(self) -> str:
        return reverse(self.name)

    def opens_for(self, person: User) -> bool:
        return any(map(person.has_perm, self.permissions))


def sections_for(person: User, sections: Iterable[Section]) -> list[Section]:
    """The entries that lead somewhere for this person."""
    return [section for section in sections if section.opens_for(person)]
