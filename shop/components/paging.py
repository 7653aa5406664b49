"""Pages of what may be long: nobody counts all of it, or leafs to its end."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import cached_property

from shop.components.numbers import figure

# Whoever has come so far looks for something, and should say for what.
MOST_ROWS = 5_000
# More than these are "many" to whoever decides by their number what to do next.
MOST_COUNTED = 1_000


class BoundedPaginator(Paginator):
    """It leads to the first MOST_ROWS; `is_cut` says that there are more."""

    @cached_property
    def count(self) -> int:
        return min(self._found, MOST_ROWS)

    @property
    def is_cut(self) -> bool:
        return self._found > MOST_ROWS

    @cached_property
    def _found(self) -> int:
        rows: Any = self.object_list
        if not isinstance(rows, QuerySet):
            return len(rows)
        if rows.query.is_sliced:
            return rows.count()
        return rows.order_by().values("pk")[: MOST_ROWS + 1].count()


def page_of(rows: Sequence[Any], *, size: int, asked: str | None) -> Page:
    """The page that was asked for, or the nearest there is."""
    return BoundedPaginator(rows, size).get_page(asked)


def many(count: int) -> str:
    """A count as people read it, which may have ended early: 1,240, or 1,000+."""
    return figure(count) if count <= MOST_COUNTED else f"{figure(MOST_COUNTED)}+"


def count_each(found: Mapping[str, QuerySet]) -> dict[str, int]:
    """How many rows each of these finds, with one statement; no more than one above
    MOST_COUNTED, which says that there are many.
    """
    if not found:
        return {}
    asked = [
        rows.order_by().values("pk")[: MOST_COUNTED + 1].query.sql_with_params()
        for rows in found.values()
    ]
    # Written by Django, its values apart.
    counts = ", ".join(f"(SELECT count(*) FROM ({sql}) few)" for sql, _ in asked)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {counts}",
            [value for _, values in asked for value in values],
        )
        return dict(zip(found, cursor.fetchone(), strict=True))
