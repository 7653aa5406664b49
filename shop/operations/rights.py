"""Put up guards and give the application's role what it may do, after every migrate."""

from pathlib import Path
from typing import Any

from django.db import connections
from django.db.migrations.executor import MigrationExecutor

GUARDS = Path(__file__).with_name("guards.sql")
RIGHTS = Path(__file__).with_name("rights.sql")


def set_after_migrate(*, using: str, **_signal: Any) -> None:
    connection = connections[using]
    executor = MigrationExecutor(connection)
    migrated_back = executor.migration_plan(executor.loader.graph.leaf_nodes())
    with connection.cursor() as cursor:
        if not migrated_back:  # the guards speak of tables as they are today
            cursor.execute(GUARDS.read_text())
        cursor.execute(RIGHTS.read_text())
