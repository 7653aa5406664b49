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
    """A question and what its plan did; `scanned` are rows read by table, from its
    first on."""

    sql: str
    rows_read: int
    scanned: dict[str, int]
    milliseconds: float = 0


def statements_of(work: Callable[[], Any], *, timed: bool = False) -> list[Statement]:
    """Do the work, then explain each statement in which it read something."""
    asked, _count = asked_in(work)
    return [explained(sql, params, timed=timed) for sql, params in asked]


def asked_in(work: Callable[[], Any]) -> tuple[list[tuple[str, Any]], int]:
    """Do the work; what it read with, and how many statements it took in all."""
    asked: list[tuple[str, Any]] = []
    count = 0

    def note(execute, sql, params, many, context):
        nonlocal count
        count += 1
        if sql.startswith("SELECT") and not many:
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return asked, count


def rows_read(sql: str, params: Any = None) -> int:
    """Every row that a node of the plan handed on or threw away, in all its loops."""
    return explained(sql, params).rows_read


def explained(sql: str, params: Any = None, *, timed: bool = False) -> Statement:
    """What became of a statement; `timed` costs a look at the clock at each row."""
    how = f"ANALYZE, TIMING {'ON' if timed else 'OFF'}, FORMAT JSON"
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN ({how}) {sql}", params)
        [[found]] = cursor.fetchall()
    if isinstance(found, str):
        found = json.loads(found)
    nodes = list(_nodes(found[0]["Plan"]))
    scanned: dict[str, int] = {}
    for node in nodes:
        if node["Node Type"] == "Seq Scan":
            table = node["Relation Name"]
            scanned[table] = scanned.get(table, 0) + _rows(node)
    return Statement(
        sql, sum(map(_rows, nodes)), scanned, milliseconds=found[0]["Execution Time"]
    )


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def _rows(node: dict[str, Any]) -> int:
    rows = sum(node.get(name, 0) for name in ("Actual Rows", *THROWN_AWAY))
    return round(rows * node["Actual Loops"])
