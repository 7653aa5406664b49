"""Copies of rows with other keys, made by PostgreSQL: a story is told only once.

The shop's own use cases write the rows of a story; every table may take part, whatever
columns it has or will have. Of each copy

- a key is that of the row told, times FACTOR, plus the number of the copy (`nth`), and
  so is what refers to a row of the same story;
- a moment lies so much later as the copy's number says;
- a text has the copy's words where it has the story's (`marks`);
- a column named in `columns` is what is said there, in SQL.
"""

# ruff: noqa: S608  names of tables and columns, read from the database itself
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import psycopg
from psycopg.rows import dict_row

FACTOR = 1_000_000
# Nobody's page reads these.
NOT_TOLD = (
    "django_",
    "users_session",
    "users_attempts",
    "operations_",
    "documents_series",
    "freshness_",
    "happenings_",
    "order_communicationevent",
)
TEXTS = ("text", "character varying", "jsonb", "tsvector", "ARRAY")
Row = dict[str, Any]

_COLUMNS = """
SELECT table_name, column_name, data_type FROM information_schema.columns
WHERE table_schema = 'public' ORDER BY table_name, ordinal_position
"""
# Keys of one column only: those of the ledger take the account along, and the account
# alone is followed.
_REFERENCES = """
SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text
FROM pg_constraint c
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
WHERE contype = 'f' AND cardinality(conkey) = 1
"""
_KEYS = """
SELECT conrelid::regclass::text, array_agg(a.attname::text)
FROM pg_constraint c
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
WHERE contype = 'p' AND connamespace = 'public'::regnamespace GROUP BY 1
"""
_FORWARD = """
SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))
"""


@dataclass(frozen=True)
class Story:
    """What was written, by table."""

    rows: dict[str, list[Row]] = field(default_factory=dict)

    def keys(self, table: str) -> set[Any]:
        return {row.get("id") for row in self.rows.get(table, ())}

    def without(self, *tables: str) -> "Story":
        kept = self.rows.items()
        return Story({name: rows for name, rows in kept if name not in tables})


@dataclass(frozen=True, kw_only=True)
class Copies:
    """What the copies of a story have of their own; everything is SQL over `nth`."""

    count: int
    marks: Mapping[str, str]
    columns: Mapping[tuple[str, str], str] = field(default_factory=dict)
    later: str = "interval '0'"


class Books:
    """The tables of a database: what is new in them, and copies of it."""

    def __init__(self, connection: psycopg.Connection):
        self.connection = connection

    @contextmanager
    def told(self) -> Iterator[Story]:
        """What is told meanwhile; the story is whole at the end."""
        before = {table: set(self._rows(table)) for table in self.tables}
        story = Story()
        yield story
        for table, known in before.items():
            found = self._rows(table)
            if fresh := [row for key, row in found.items() if key not in known]:
                story.rows[table] = fresh

    def copy(self, story: Story, copies: Copies) -> None:
        for table in story.rows:
            self.copy_table(table, story, copies)

    def copy_table(
        self, table: str, story: Story, copies: Copies, *, into: str = ""
    ) -> None:
        """Copy the rows of one table, into itself or another of the same columns."""
        for row in story.rows[table]:
            key = self._keys[table]
            values = ", ".join(
                self._value(table, name, value, story, copies).replace("%", "%%")
                for name, value in row.items()
            )
            same = " AND ".join(f"t.{name} = %({name})s" for name in key)
            self.connection.execute(
                f"INSERT INTO {into or table} ({', '.join(row)})"
                f" OVERRIDING SYSTEM VALUE SELECT {values}"
                f" FROM {table} t, generate_series(1, {copies.count}) nth WHERE {same}",
                {name: row[name] for name in key},
            )

    def forward(self) -> None:
        """Let new rows come behind the copies."""
        for table, columns in self.tables.items():
            if columns.get("id") in ("bigint", "integer"):
                self.connection.execute(_FORWARD.format(table=table))

    @cached_property
    def tables(self) -> dict[str, dict[str, str]]:
        """The kinds of their columns."""
        found: dict[str, dict[str, str]] = {}
        for table, column, kind in self.connection.execute(_COLUMNS):
            if table in self._keys and not table.startswith(NOT_TOLD):
                found.setdefault(table, {})[column] = kind
        return found

    @cached_property
    def _keys(self) -> dict[str, list[str]]:
        return dict(self.connection.execute(_KEYS).fetchall())

    @cached_property
    def _references(self) -> dict[tuple[str, str], str]:
        found = self.connection.execute(_REFERENCES).fetchall()
        return {(table, column): other for table, column, other in found}

    def _rows(self, table: str) -> dict[tuple, Row]:
        """All but the copies."""
        keys = self._keys[table]
        first = "account_id" if "account_id" in keys else keys[0]
        counted = self.tables[table][first] in ("bigint", "integer")
        told = f"WHERE {first} < {FACTOR}" if counted else ""
        with self.connection.cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute(f"SELECT * FROM {table} {told}").fetchall()
        return {tuple(row[name] for name in self._keys[table]): row for row in rows}

    def _value(
        self, table: str, name: str, told: Any, story: Story, copies: Copies
    ) -> str:
        said = copies.columns.get((table, name))
        if said is not None:
            return said
        column, kind = f"t.{name}", self.tables[table][name]
        if name == "account_id":
            other: str | None = "users_user"
        else:
            other = table if name == "id" else self._references.get((table, name))
        if other and told in story.keys(other):
            return f"{column} * {FACTOR} + nth"
        if kind == "timestamp with time zone":
            return f"{column} + {copies.later}"
        marks = [mark for mark in copies.marks if mark in str(told)]
        if kind not in TEXTS or not marks:
            return column
        replaced = f"{column}::text"
        for mark in marks:
            replaced = f"replace({replaced}, '{mark}', {copies.marks[mark]})"
        array = "text[]" if kind == "ARRAY" else kind
        return f"({replaced})::{array}"
