"""What the simulator remembers: one table of things, in memory or in a file."""

import json
import sqlite3
import threading
from typing import Any

Thing = dict[str, Any]


class Store:
    """Things by their id, each of a kind. `lock` makes several steps one."""

    def __init__(self, path: str = ":memory:"):
        self.lock = threading.RLock()
        self._database = sqlite3.connect(
            path, check_same_thread=False, isolation_level=None
        )
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS thing"
            " (number INTEGER PRIMARY KEY, id TEXT UNIQUE, kind TEXT, body TEXT)"
        )

    def get(self, thing_id: str, kind: str) -> Thing | None:
        with self.lock:
            found = self._database.execute(
                "SELECT body FROM thing WHERE id = ? AND kind = ?", (thing_id, kind)
            ).fetchone()
        return json.loads(found[0]) if found else None

    def put(self, kind: str, thing: Thing) -> None:
        with self.lock:
            self._database.execute(
                "INSERT INTO thing (id, kind, body) VALUES (?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
                (thing["id"], kind, json.dumps(thing)),
            )

    def all(self, kind: str) -> list[Thing]:
        """All of a kind, the newest first."""
        with self.lock:
            found = self._database.execute(
                "SELECT body FROM thing WHERE kind = ? ORDER BY number DESC", (kind,)
            ).fetchall()
        return [json.loads(body) for (body,) in found]

    def close(self) -> None:
        with self.lock:
            self._database.close()
