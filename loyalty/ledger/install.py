"""Put the guards and the engine into the database, whenever they are not there.

Migrations make the tables; these files say what stands on them, and are read as a
whole, not as a history. After `migrate` they run again if they have changed, or if
what stands in the database is not what they left there: a note that says "installed"
comes back with any backup, the guards perhaps not.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

FOLDER = Path(__file__).resolve().parent
GUARDS = (
    "guards.sql",
    "laddering.sql",
    "guards_vouchers.sql",
    "guards_of_missions.sql",
)
# The first makes the schema anew; the last decides who may use what is in it.
ENGINE = (
    "words.sql",
    "posting.sql",
    "people.sql",
    "lots.sql",
    "due.sql",
    "members.sql",
    "freezing.sql",
    "sharing.sql",
    "earning.sql",
    "missions.sql",
    "redeeming.sql",
    "settling.sql",
    "returning.sql",
    "vouchers.sql",
    "correcting.sql",
    "merging.sql",
    "idling.sql",
    "bulk.sql",
    "reading.sql",
    "past.sql",
    "proof.sql",
    "rights.sql",
)
STANDING = "standing.sql"


def install_after_migrate(*, using: str, **_signal: Any) -> None:
    connection = connections[using]
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes("loyalty")):
        return  # migrated back: the files speak of tables as they are today
    files = _fingerprints()
    with connection.cursor() as cursor:
        noted, standing = _noted(cursor), _standing(cursor)
        stale = [
            part for part in files if noted.get(part) != [files[part], standing[part]]
        ]
        if not stale:
            return
        with transaction.atomic(using):
            if "guards" in stale:
                cursor.execute(script(GUARDS))
            cursor.execute(script(ENGINE))
            standing = _standing(cursor)
            note = {part: [files[part], standing[part]] for part in files}
            cursor.execute(f"COMMENT ON SCHEMA ledger IS '{json.dumps(note)}'")


def script(names: tuple[str, ...]) -> str:
    """The files as they are run: `:'zone'` stands for the programme's own."""
    text = "\n".join((FOLDER / name).read_text() for name in names)
    return text.replace(":'zone'", f"'{settings.TIME_ZONE}'")


def _fingerprints() -> dict[str, str]:
    parts = {"guards": GUARDS, "engine": ENGINE}
    return {
        part: hashlib.sha256(script(names).encode()).hexdigest()
        for part, names in parts.items()
    }


def _standing(cursor: Any) -> dict[str, str]:
    """The same for what is in the database: read, not believed."""
    cursor.execute(script((STANDING,)))
    return dict(cursor.fetchall())


def _noted(cursor: Any) -> dict[str, list[str]]:
    cursor.execute("SELECT obj_description(to_regnamespace('ledger'), 'pg_namespace')")
    [comment] = cursor.fetchone()
    return json.loads(comment or "{}")
