"""Put up guards and give the application's role what it may do, after every migrate."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.migrations.executor import MigrationExecutor

GUARDS = Path(__file__).with_name("guards.sql")
FRESHNESS = Path(__file__).parents[1] / "freshness"
RIGHTS = Path(__file__).with_name("rights.sql")


def set_after_migrate(*, using: str, **_signal: Any) -> None:
    connection = connections[using]
    executor = MigrationExecutor(connection)
    migrated_back = executor.migration_plan(executor.loader.graph.leaf_nodes())
    with connection.cursor() as cursor:
        if not migrated_back:  # the guards speak of tables as they are today
            cursor.execute(GUARDS.read_text())
            cursor.execute((FRESHNESS / "functions.sql").read_text())
            for cause in _statements(FRESHNESS / "causes.sql"):
                cursor.execute(cause)
        cursor.execute(RIGHTS.read_text())


def _statements(file: Path) -> Iterator[str]:
    """Each is a transaction of its own: the tables of the others stay open."""
    for statement in file.read_text().split(";\n"):
        if statement.strip():
            yield statement
