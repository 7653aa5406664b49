"""Every kind of mail: what staff call it, and an example of what it is written with.

Declared beside who sends it. Its templates lie in templates/mail/.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shop.kinds import DeclaredTwice, Undeclared, Words


@dataclass(frozen=True, kw_only=True)
class MailKind:
    code: str
    label: Words
    sample: Mapping[str, Any]


_kinds: dict[str, MailKind] = {}


def declare(code: str, label: Words, *, sample: Mapping[str, Any]) -> None:
    if code in _kinds:
        raise DeclaredTwice(code)
    _kinds[code] = MailKind(code=code, label=label, sample=sample)


def get(code: str) -> MailKind | None:
    return _kinds.get(code)


def find(code: str) -> MailKind:
    """Raises Undeclared."""
    try:
        return _kinds[code]
    except KeyError:
        raise Undeclared(code) from None


def all_kinds() -> Iterator[MailKind]:
    return iter(_kinds.values())
