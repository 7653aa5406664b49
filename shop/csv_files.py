"""CSV that a spreadsheet opens as it is meant: text stays text (S17)."""

import csv
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from io import StringIO

Cell = str | int | Decimal | date

# A spreadsheet looks past blanks and reads a formula behind any of these.
FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")


def csv_bytes(rows: Iterable[Iterable[Cell]]) -> bytes:
    """Return rows as the bytes of a file; numbers and dates are for machines."""
    written = StringIO()
    csv.writer(written).writerows([_safe(cell) for cell in row] for row in rows)
    # With its mark, spreadsheets know that the file is UTF-8.
    return written.getvalue().encode("utf-8-sig")


def _safe(cell: Cell) -> str:
    if not isinstance(cell, str):
        return str(cell)
    return f"'{cell}" if FORMULA.match(cell) else cell
