"""Reading files of any size line by line: pure, and memory stays flat."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO, Protocol, TypeVar

LONGEST_LINE = 10_000  # bytes


@dataclass(frozen=True)
class Problem:
    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


class Entry(Protocol):
    """What a line says."""

    @property
    def line(self) -> int: ...


SomeEntry = TypeVar("SomeEntry", bound=Entry)


class LineTooLong(Exception):
    pass


class Lines:
    """The lines of a file as text; knows which was read last."""

    def __init__(self, file: BinaryIO) -> None:
        self.number = 0
        self._file = file

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        self.number += 1
        line = self._file.readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        if len(line) > LONGEST_LINE:
            raise LineTooLong
        return line.decode("utf-8-sig" if self.number == 1 else "utf-8")


def unreadable(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8: save the file as CSV in UTF-8"
    if isinstance(error, LineTooLong):
        return f"longer than {LONGEST_LINE} bytes"
    return f"not CSV: {error}"


def once(
    entries: Iterator[SomeEntry | Problem], said: Callable[[SomeEntry], bytes]
) -> Iterator[SomeEntry | Problem]:
    """Make a problem of an entry that says what another said before."""
    # SQLite keeps a database without a name on disk once it outgrows its cache.
    with closing(sqlite3.connect("", isolation_level=None)) as seen:
        seen.execute("PRAGMA journal_mode = OFF")
        seen.execute("CREATE TABLE row (said PRIMARY KEY, line) WITHOUT ROWID")
        for entry in entries:
            if not isinstance(entry, Problem):
                key = said(entry)
                new = seen.execute(
                    "INSERT OR IGNORE INTO row VALUES (?, ?)", [key, entry.line]
                )
                if not new.rowcount:
                    first = seen.execute("SELECT line FROM row WHERE said = ?", [key])
                    yield Problem(entry.line, f"the same as line {first.fetchone()[0]}")
                    continue
            yield entry


def quoted(cell: str) -> str:
    return repr(cell if len(cell) <= 40 else f"{cell[:40]}…")
