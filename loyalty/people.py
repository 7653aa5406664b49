"""Whom the programme knows: members and those who act for the shop."""

from dataclasses import dataclass
from typing import Any, Protocol


class OwnAccount(Exception):
    """Nobody gives to, or decides about, the own account."""


class Person(Protocol):
    """A user, as far as the programme is concerned: somebody with a key."""

    @property
    def pk(self) -> Any: ...


@dataclass(frozen=True)
class Key:
    """A person of whom nothing but the key is known."""

    pk: int


class Actor(Person, Protocol):
    """A user whose permissions count."""

    def has_perm(self, perm: str, obj: Any = None) -> bool: ...
