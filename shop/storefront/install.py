"""Put what keeps the tiles into the database after every migrate, and write them."""

from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

# Nothing is written where nothing has changed.
SYLLABLES = """
    INSERT INTO storefront_syllable AS kept (sign, syllable)
    SELECT * FROM unnest(%s::text[], %s::text[])
    ON CONFLICT (sign) DO UPDATE SET syllable = excluded.syllable
        WHERE kept.syllable <> excluded.syllable
"""
TILES = Path(__file__).with_name("tiles.sql")


def install_after_migrate(*, using: str, **_signal: Any) -> None:
    connection = connections[using]
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return  # migrated back: the file speaks of tables as they are today
    # A table of thousands, and of no use to whoever sells.
    from shop.storefront.pinyin import syllables  # noqa: PLC0415  needs pypinyin

    read = syllables()
    with transaction.atomic(using), connection.cursor() as cursor:
        cursor.execute(SYLLABLES, [list(read), list(read.values())])
        cursor.execute(TILES.read_text())
