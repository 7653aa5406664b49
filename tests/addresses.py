"""Every address of the shop, as its urlconf has it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """A name, with the namespaces that lead to it; without one, its path."""

    name: str
    pattern: URLPattern

    @property
    def arguments(self) -> frozenset[str]:
        return frozenset(self.pattern.pattern.regex.groupindex)

    @property
    def takes_only_forms(self) -> bool:
        return getattr(self.pattern.callback, "takes_only_forms", False)


def addresses(within: URLResolver | None = None, space: str = "") -> Iterator[Address]:
    for found in (within or get_resolver()).url_patterns:
        if isinstance(found, URLPattern):
            yield Address(f"{space}{found.name or found.pattern}", found)
        else:
            inner = f"{space}{found.namespace}:" if found.namespace else space
            yield from addresses(found, inner)
