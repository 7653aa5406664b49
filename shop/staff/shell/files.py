"""The file of a list: every row that is asked for, sent while it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone, translation

from shop.audit.record import record
from shop.staff.shell.downloads import csv_file

if TYPE_CHECKING:
    from shop.staff.shell.lists import StaffList

ROWS_AT_ONCE = 2_000


def file_of(listing: StaffList) -> StreamingHttpResponse:
    """Send the rows that `listing` is asked for, and write down who took them."""
    now = timezone.now()
    rows = listing.found()
    asked = {name: str(value) for name, value in listing.asked.items()}
    record(
        actor=listing.person,
        action="list.download",
        subject=f"list:{listing.name}",
        after={"rows": _count(rows), "filters": asked | listing.address()},
        recorded_at=now,
    )
    name = f"{listing.name}-{timezone.localdate(now):%Y-%m-%d}.csv"
    return csv_file(name, _lines(listing, rows))


def _lines(listing: StaffList, rows: Any) -> Iterator[list[Any]]:
    """The headings and the cells, in the language of the reader.

    The answer is written after the page's language is gone, so it is taken along.
    """
    language = translation.get_language() or "en"
    columns = listing.columns_of_file()
    with translation.override(language):
        headings = [str(column.label) for column in columns]
    yield headings
    source = iter(_one_by_one(rows))
    while some := list(islice(source, ROWS_AT_ONCE)):
        with translation.override(language):
            lines = [
                [column.in_file(row) for column in columns]
                for row in listing.prepared(some)
            ]
        yield from lines


def _one_by_one(rows: Any) -> Iterable[Any]:
    """Rows as the database sends them, without what only a page shows of them."""
    if not isinstance(rows, QuerySet):
        return rows
    return rows.prefetch_related(None).iterator(chunk_size=ROWS_AT_ONCE)


def _count(rows: Any) -> int:
    return rows.count() if isinstance(rows, QuerySet) else len(rows)
