"""Members named in a file: one e-mail address a line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from loyalty import reading
from loyalty.ledger.many import CHUNK
from loyalty.lines import Lines, LineTooLong, Problem, once, quoted, unreadable
from loyalty.typed import address

MOST_PROBLEMS = 100


class WrongLines(Exception):
    """Lines are wrong: `problems` are the first of `count`."""

    def __init__(self, problems: list[Problem], count: int) -> None:
        super().__init__(count)
        self.problems = problems
        self.count = count


@dataclass(frozen=True)
class _Address:
    line: int
    address: str


def check(file: BinaryIO) -> int:
    """Return how many members the file names.

    Raises WrongLines when a line names nobody who is one, or somebody again.
    """
    problems: list[Problem] = []
    members, wrong = 0, 0
    for entry in _read(file):
        if isinstance(entry, Problem):
            wrong += 1
            problems += [entry] * (len(problems) < MOST_PROBLEMS)
        else:
            members += 1
    if wrong:
        raise WrongLines(problems, wrong)
    return members


def member_ids(file: BinaryIO) -> Iterator[int]:
    """Yield the members of a file that was checked, as they are found now."""
    for entry in _read(file):
        if not isinstance(entry, Problem):
            yield entry


def _read(file: BinaryIO) -> Iterator[int | Problem]:
    entries = once(_addresses(Lines(file)), lambda entry: entry.address.encode())
    while chunk := list(islice(entries, CHUNK)):
        yield from _found(chunk)


def _addresses(lines: Lines) -> Iterator[_Address | Problem]:
    try:
        for line in lines:
            if form := address(line).strip(",;\"'"):
                yield _Address(lines.number, form)
    except (UnicodeDecodeError, LineTooLong) as error:
        yield Problem(lines.number, unreadable(error))


def _found(chunk: Iterable[_Address | Problem]) -> Iterator[int | Problem]:
    entries = list(chunk)
    members = reading.members_by_address(
        entry.address for entry in entries if isinstance(entry, _Address)
    )
    for entry in entries:
        if isinstance(entry, Problem):
            yield entry
        elif member := members.get(entry.address):
            yield member
        else:
            yield Problem(
                entry.line, f"no member has the address {quoted(entry.address)}"
            )
