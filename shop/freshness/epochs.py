"""Which state of the shop a page shows, and what is kept as long as it lasts.

The epoch changes with the commit of any change that a public page shows (causes.sql),
and never comes back. Ask for it before you read what you keep under it: what was
read later may be newer than its epoch, and is then read once more, never the other
way round.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper

from shop.operations import away

Value = TypeVar("Value")
READ = "SELECT coalesce(bit_xor(mark), 0) FROM freshness_change"
_moment: ContextVar[list[int] | None] = ContextVar("epoch", default=None)
_kept: dict[Hashable, tuple[int, Any]] = {}


def epoch() -> int:
    """Return the epoch of now; inside `at_one_epoch` that of the first time."""
    read = _moment.get()
    if read is None:
        return _read()
    if not read:
        read.append(_read())
    return read[0]


@contextmanager
def at_one_epoch() -> Iterator[None]:
    """Read the epoch once at most, for somebody who only looks; inside one it stays."""
    if _moment.get() is not None:
        yield
        return
    token = _moment.set([])
    try:
        yield
    finally:
        _moment.reset(token)


def kept(key: Hashable, build: Callable[[], Value]) -> Value:
    """Return what was built under this epoch, or build it and keep it in the process.

    Nobody may change it. Keys are few: what is kept under one stays until it is
    built again.
    """
    now = epoch()
    found = _kept.get(key)
    if found and found[0] == now:
        value: Value = found[1]
        return value
    value = build()
    _kept[key] = now, value
    return value


def kept_of_many(
    name: str, key: Hashable, build: Callable[[], Value], *, most: int
) -> Value:
    """The same where keys are many: of one `name` at most `most` are kept."""
    some: dict[Hashable, Value] = kept(name, dict)
    try:
        return some[key]
    except KeyError:
        value = build()
    if len(some) >= most:
        some.clear()
    some[key] = value
    return value


def forget(*keys: Hashable) -> None:
    """Build these anew; without any, keep nothing."""
    for key in keys or list(_kept):
        _kept.pop(key, None)


def _read() -> int:
    return away.twice(_ask)


def _ask() -> int:
    # Whoever asks this first needs no other question to learn if anybody is there:
    # `twice` calls again.
    connection.health_check_done = True  # type: ignore[attr-defined]  # not in stubs
    with _prepared() as cursor:
        cursor.execute(READ)
        [mark] = cursor.fetchone()
    return mark


def _prepared() -> CursorWrapper:
    """A cursor whose statement the server parses and plans once a connection."""
    if connection.queries_logged:  # such a statement could not be told
        return connection.cursor()
    connection.ensure_connection()
    # The stubs know another adapter's cursor.
    server_binding: Any = ServerBindingCursor
    return connection.make_cursor(server_binding(connection.connection))
