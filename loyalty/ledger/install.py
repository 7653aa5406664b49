"""Put the guards and the engine into the database, whenever their files changed.

Migrations make the tables; these files say what stands on them, and are read as a
whole, not as a history. After `migrate` they run again if the database's are not
the ones in this folder.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

FOLDER = Path(__file__).resolve().parent
GUARDS = ("guards.sql",)
# The first makes the schema anew; the last decides who may use what is in it.
ENGINE = (
    "engine.sql",
    "merging.sql",
    "bulk.sql",
    "reading.sql",
    "past.sql",
    "proof.sql",
    "rights.sql",
)


def install_after_migrate(*, using: str, **_signal: Any) -> None:
    connection = connections[using]
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes("loyalty")):
        return  # migrated back: the files speak of tables as they are today
    with connection.cursor() as cursor:
        installed, wanted = _installed(cursor), _wanted()
        if installed == wanted:
            return
        with transaction.atomic(using):
            if installed.get("guards") != wanted["guards"]:
                cursor.execute(script(GUARDS))
            cursor.execute(script(ENGINE))
            cursor.execute(f"COMMENT ON SCHEMA ledger IS '{json.dumps(wanted)}'")


def script(names: tuple[str, ...]) -> str:
    return "\n".join((FOLDER / name).read_text() for name in names)


def _wanted() -> dict[str, str]:
    parts = {"guards": GUARDS, "engine": ENGINE}
    return {
        part: hashlib.sha256(script(names).encode()).hexdigest()
        for part, names in parts.items()
    }


def _installed(cursor: Any) -> dict[str, str]:
    cursor.execute("SELECT obj_description(to_regnamespace('ledger'), 'pg_namespace')")
    [comment] = cursor.fetchone()
    return json.loads(comment or "{}")
