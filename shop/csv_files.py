"""CSV that a spreadsheet opens as it is meant: text stays text (S17)."""

import csv
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from io import StringIO

from django.http import HttpResponse

Cell = str | int | Decimal | date

# A spreadsheet looks past blanks and reads a formula behind any of these.
FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")


def csv_file(name: str, rows: Iterable[Iterable[Cell]]) -> HttpResponse:
    """Return rows as a file to download; numbers and dates are written for machines."""
    written = StringIO()
    csv.writer(written).writerows([_safe(cell) for cell in row] for row in rows)
    # With its mark, spreadsheets know that the file is UTF-8.
    response = HttpResponse(written.getvalue().encode("utf-8-sig"))
    response["Content-Type"] = "text/csv; charset=utf-8"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _safe(cell: Cell) -> str:
    if not isinstance(cell, str):
        return str(cell)
    return f"'{cell}" if FORMULA.match(cell) else cell
