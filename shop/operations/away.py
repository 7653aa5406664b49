"""The database is away: it does not answer, has hung up, or takes nothing just now.

Not the fault of who asks: the same question may be answered in a moment.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
)

# A server that only reads: it recovers, or another one has taken its place.
READ_ONLY = "25006"
# What a server says before it hangs up; without a code it has hung up already.
HANGING_UP = ("08", "57P")
Answer = TypeVar("Answer")


class DatabaseAway(Exception):
    """What was asked for could not be done, or nobody knows whether it was."""


def is_away(error: BaseException | None) -> bool:
    """Whether an error, or what led to it, is the database's absence.

    Libraries hide it in errors of their own: a session that could not be saved is
    "interrupted".
    """
    return any(
        isinstance(one, (DatabaseAway, OperationalError, InterfaceError))
        or _code(one) == READ_ONLY
        for one in _led_to(error)
    )


def twice(do: Callable[[], Answer]) -> Answer:
    """Do what can be repeated; once more where its connection has died.

    Nobody knows then whether the first time was the one that counted.
    """
    try:
        return do()
    except DatabaseError as error:
        if not _hung_up(error) or connection.in_atomic_block:
            raise
    connection.close()
    return do()


def hang_up() -> None:
    """Let the next question be asked on a new connection: to whoever is there then."""
    if not connection.in_atomic_block:
        connection.close()


def _hung_up(error: BaseException) -> bool:
    return any(
        isinstance(one, (OperationalError, InterfaceError))
        and (_code(one) or HANGING_UP[0]).startswith(HANGING_UP)
        for one in _led_to(error)
    )


def _code(error: BaseException) -> str | None:
    """What PostgreSQL calls it (SQLSTATE), as its driver tells Django."""
    return getattr(error.__cause__, "sqlstate", None)


def _led_to(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
