"""What the shop has names for: happenings, and actions of the log.

Each room declares its own in its `kinds.py`, which is read when the shop starts: what
staff call it, what is told of it, and an example. Nothing undeclared is written down.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Words = str | Promise
Fact = tuple[Words, Any]


class Undeclared(Exception):
    """Nobody has declared this kind, or not with these facts."""


class DeclaredTwice(Exception):
    """One code stands for one kind."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`facts` says what each fact is called; `sample` has a value for each.

    A kind that `is_open` may be told with other facts too: what somebody else's form
    sends, for which nobody here has words.
    """

    code: str
    label: Words
    facts: Mapping[str, Words]
    sample: Mapping[str, Any]
    is_open: bool = False

    def require(self, facts: Collection[str]) -> None:
        """Raise Undeclared unless all these facts are the kind's."""
        if self.is_open:
            return
        if unknown := set(facts) - set(self.facts):
            raise Undeclared(f"{self.code} has no {', '.join(sorted(unknown))}")


class Kinds:
    """All kinds of one sort."""

    def __init__(self) -> None:
        self._by_code: dict[str, Kind] = {}

    def declare(self, code: str, label: Words, /, **facts: Fact) -> None:
        """Add a kind; each of its facts is given as what it is called, and a sample."""
        self._add(code, label, facts, is_open=False)

    def declare_open(self, code: str, label: Words, /, **facts: Fact) -> None:
        """Add a kind that takes any fact; these are the ones there are words for."""
        self._add(code, label, facts, is_open=True)

    def _add(
        self, code: str, label: Words, facts: Mapping[str, Fact], *, is_open: bool
    ) -> None:
        if code in self._by_code:
            raise DeclaredTwice(code)
        self._by_code[code] = Kind(
            code=code,
            label=label,
            facts={name: words for name, (words, _value) in facts.items()},
            sample={name: value for name, (_words, value) in facts.items()},
            is_open=is_open,
        )

    def get(self, code: str) -> Kind | None:
        return self._by_code.get(code)

    def find(self, code: str) -> Kind:
        """Raises Undeclared."""
        try:
            return self._by_code[code]
        except KeyError:
            raise Undeclared(code) from None

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._by_code.values())


actions = Kinds()
happenings = Kinds()
