"""Put what keeps the tiles into the database after every migrate, and write them."""

from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

TILES = Path(__file__).with_name("tiles.sql")


def install_after_migrate(*, using: str, **_signal: Any) -> None:
    connection = connections[using]
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return  # migrated back: the file speaks of tables as they are today
    with transaction.atomic(using), connection.cursor() as cursor:
        cursor.execute(TILES.read_text())
