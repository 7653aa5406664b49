"""Balances of another scheme, read from a file and staged: pure, the day is given.

Texts here are for the person who brings the file; the member never reads them.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import chain
from typing import BinaryIO

from loyalty.dates import LONGEST_MONTHS, add_months
from loyalty.lines import Lines, LineTooLong, Problem, once, quoted, unreadable
from loyalty.points import MOST_POINTS, InvalidPoints, valid_points
from loyalty.typed import BROKEN, address, one_line, one_line_that_says_something, plain

COLUMNS = ["member", "points", "expires", "reason"]
SEPARATOR = re.compile(r"sep=(.)", re.IGNORECASE)
LAST_DAY = date(2999, 12, 31)
LONGEST_REASON = 200


@dataclass(frozen=True)
class Row:
    """Points of one member; `expires` is the last day on which they count."""

    line: int
    member: str
    points: int
    expires: date
    reason: str

    def fingerprint(self, of: str) -> str:
        """Stand for what the row says of somebody or something."""
        # No field holds a line break, so no two rows read the same.
        said = (of, self.points, self.expires, self.reason)
        return sha256("\n".join(map(str, said)).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Part:
    """Some of a row's points, and the day from which they can be spent, if not now."""

    number: int
    points: int
    day: date | None = None


def read(file: BinaryIO) -> Iterator[Row | Problem]:
    """Yield what each row says, or what is wrong with it; memory stays flat.

    A file that cannot be read on ends with the problem.
    """
    lines = Lines(file)
    try:
        first = next(lines, "")
        if said := SEPARATOR.fullmatch(first.strip()):  # as Excel may say before all
            first = next(lines, "")
        records = csv.reader(
            chain([first], lines),
            strict=True,
            delimiter=said[1] if said else separator(first),
        )
        header = [plain(cell).lower() for cell in next(records, [])]
        if header != COLUMNS:
            yield Problem(1, f"the first line must be {','.join(COLUMNS)}")
            return
        yield from once(_rows(records, lines), _said)
    except (csv.Error, UnicodeDecodeError, LineTooLong) as error:
        yield Problem(lines.number, unreadable(error))


def separator(header: str) -> str:
    """What stands between the columns: spreadsheets write that of their language."""
    return max(",;\t", key=header.count)


def staged(points: int, *, months: int, day: date) -> list[Part]:
    """Spread `points` over the months after `day`, to the point; 0 months: at once.

    The first parts take what does not divide. Fewer points than months are one
    point a month.
    """
    if not months:
        return [Part(1, points)]
    each, left = divmod(points, months)
    shares = [each + (number <= left) for number in range(1, months + 1)]
    return [
        Part(number, share, add_months(day, number))
        for number, share in enumerate(shares, 1)
        if share
    ]


def too_late(row: Row, *, months: int, day: date) -> str | None:
    """Say why the points cannot be brought in on `day`, if they cannot."""
    if row.expires < day:
        return f"expired on {row.expires}"
    if row.expires > add_months(day, LONGEST_MONTHS):
        return f"expires on {row.expires}, more than a hundred years away"
    last = staged(row.points, months=months, day=day)[-1].day
    if last and row.expires < last:
        return f"expires on {row.expires}, before its last part is released on {last}"
    return None


def _said(row: Row) -> bytes:
    return bytes.fromhex(row.fingerprint(row.member))


def _rows(records: Iterator[list[str]], lines: Lines) -> Iterator[Row | Problem]:
    begins = lines.number + 1
    for cells in records:
        if cells:
            yield _parsed(begins, cells)
        begins = lines.number + 1


def _parsed(line: int, cells: list[str]) -> Row | Problem:
    if len(cells) != len(COLUMNS):
        return Problem(line, f"{len(cells)} columns instead of {len(COLUMNS)}")
    *values, words = cells
    cells = [*map(_value, values), one_line(words)]
    checks = (_wrong_member, _wrong_points, _wrong_day, _wrong_reason)
    found = (check(cell) for check, cell in zip(checks, cells, strict=True))
    if wrong := [text for text in found if text]:
        return Problem(line, "; ".join(wrong))
    member, points, expires, reason = cells
    return Row(line, address(member), int(points), date.fromisoformat(expires), reason)


def _value(cell: str) -> str:
    """What a cell says that holds no words; a broken one stays, and is refused."""
    return plain(cell) if BROKEN.isdisjoint(cell.strip()) else cell


def _wrong_member(cell: str) -> str | None:
    if "@" not in cell or not cell.isprintable():
        return f"member {quoted(cell)} is not an e-mail address"
    return None


def _wrong_points(cell: str) -> str | None:
    if not re.fullmatch(r"-?[0-9]{1,18}", cell):
        return f"points {quoted(cell)} are not a whole number"
    if cell.startswith("-"):
        return f"points {cell} are negative"
    try:
        valid_points(int(cell))
    except InvalidPoints:
        return f"points {cell} are not from 1 to {MOST_POINTS}"
    return None


def _wrong_day(cell: str) -> str | None:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
            raise ValueError(cell)
        if date.fromisoformat(cell) > LAST_DAY:
            return f"expires {cell} is after {LAST_DAY}"
    except ValueError:
        return f"expires {quoted(cell)} is not a date like 2027-12-31"
    return None


def _wrong_reason(cell: str) -> str | None:
    if one_line_that_says_something(cell, longest=LONGEST_REASON) is None:
        return f"reason must be one line of 1 to {LONGEST_REASON} characters"
    return None
