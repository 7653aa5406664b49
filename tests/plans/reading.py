"""How many rows PostgreSQL takes in its hands to answer: work without a clock."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

# What a node of a plan threw away again; what it handed on is "Actual Rows".
THROWN_AWAY = (
    "Rows Removed by Filter",
    "Rows Removed by Join Filter",
    "Rows Removed by Index Recheck",
)


@dataclass(frozen=True)
class Statement:
    sql: str
    rows_read: int


def statements_of(work: Callable[[], Any]) -> list[Statement]:
    """Do the work, then explain each statement in which it read something."""
    asked: list[tuple[str, Any]] = []

    def note(execute, sql, params, many, context):
        if sql.startswith("SELECT") and not many:
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return [Statement(sql, rows_read(sql, params)) for sql, params in asked]


def rows_read(sql: str, params: Any = None) -> int:
    """Every row that a node of the plan handed on or threw away, in all its loops."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        [[explained]] = cursor.fetchall()
    if isinstance(explained, str):
        explained = json.loads(explained)
    return sum(map(_rows, _nodes(explained[0]["Plan"])))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def _rows(node: dict[str, Any]) -> int:
    rows = sum(node.get(name, 0) for name in ("Actual Rows", *THROWN_AWAY))
    return round(rows * node["Actual Loops"])
