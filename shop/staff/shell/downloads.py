"""Files that staff take away."""

from collections.abc import Iterable
from typing import Any

from django.http import StreamingHttpResponse

from shop.csv_files import csv_pieces


def csv_file(name: str, rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """Return rows as a file to download, sent while it is written."""
    response = StreamingHttpResponse(
        csv_pieces(rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
