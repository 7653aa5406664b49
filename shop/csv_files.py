"""CSV that a spreadsheet opens as it is meant: text stays text (S17).

Values are written for machines: numbers plain, dates as ISO writes them, moments in
the shop's zone. The file is sent while it is written: however long it is, no more of
it than a piece is in memory.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from itertools import islice
from typing import Any

from django.utils import timezone

# With it, spreadsheets know that the file is UTF-8.
BYTE_ORDER_MARK = "\ufeff"
LINES_PER_PIECE = 500
# A spreadsheet looks past blanks and reads a formula behind any of these: where a cell
# begins, and behind each sign that some country's spreadsheets take for its end.
FORMULA = re.compile(r"(^|[;\t\r\n])(\s*[=+\-@\t\r＝＋－＠])")


def csv_pieces(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Yield the file of these rows piece by piece, its byte-order mark first."""
    yield BYTE_ORDER_MARK
    lines = iter(rows)
    while some := list(islice(lines, LINES_PER_PIECE)):
        written = StringIO()
        csv.writer(written).writerows([_cell(value) for value in row] for row in some)
        yield written.getvalue()


def _cell(value: Any) -> str:
    """A value in plain characters; only what is a number or a date is no text."""
    if isinstance(value, int | float | Decimal | date):
        return _plain(value)
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False) if value else ""
    return "" if value is None else _safe(str(value))


def _plain(value: float | Decimal | date) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case datetime():
            return _moment(value)
        case date():
            return value.isoformat()
    return str(value)


def _moment(at: datetime) -> str:
    local = timezone.localtime(at) if timezone.is_aware(at) else at
    return local.replace(tzinfo=None).isoformat(" ", "seconds")


def _safe(text: str) -> str:
    return FORMULA.sub(r"\1'\2", text)
