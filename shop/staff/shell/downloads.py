"""Files that staff take away."""

from collections.abc import Iterable

from django.http import HttpResponse

from shop.csv_files import Cell, csv_bytes


def csv_file(name: str, rows: Iterable[Iterable[Cell]]) -> HttpResponse:
    """Return rows as a file to download."""
    response = HttpResponse(csv_bytes(rows))
    response["Content-Type"] = "text/csv; charset=utf-8"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
