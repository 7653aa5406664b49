"""Who listens to what: registered when the shop starts, by each room's listening.py."""

from collections.abc import Callable

from shop.happenings.models import Happening
from shop.kinds import happenings

Listen = Callable[[Happening], None]
_listening: dict[str, dict[str, Listen]] = {}


class NobodyListens(Exception):
    """Nobody of this name listens to this kind: it may be of another release."""


def listens(listener: str, *, to: str) -> Callable[[Listen], Listen]:
    """Let the function hear of every happening of the kind `to`, as `listener`.

    All that one listener hears of one subject comes to it in order. It runs in a
    transaction after that of the cause, and perhaps again if it failed, or its worker
    died: whatever it does outside the database must know the happening's reference.
    """
    happenings.find(to)

    def register(listen: Listen) -> Listen:
        _listening.setdefault(to, {})[listener] = listen
        return listen

    return register


def listeners(kind: str) -> list[str]:
    """The names of all who want to hear of a kind."""
    return list(_listening.get(kind, {}))


def find(listener: str, *, kind: str) -> Listen:
    """Raises NobodyListens."""
    try:
        return _listening[kind][listener]
    except KeyError:
        raise NobodyListens(f"{listener} to {kind}") from None
