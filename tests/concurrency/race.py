"""Let several things happen at once, each on a connection of its own."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections
from django.db.models import QuerySet


def race(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all `jobs` together; return what each returned, or raised."""
    start = threading.Barrier(len(jobs))
    results: list[Any] = [None] * len(jobs)

    def connect() -> None:
        try:
            connections["default"].ensure_connection()
        except Exception:
            start.abort()  # the others would wait in vain
            raise

    def run(place: int, job: Callable[[], Any]) -> None:
        try:
            connect()
            start.wait(timeout=60)
            results[place] = job()
        except Exception as error:  # a test looks at what went wrong
            results[place] = error
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=numbered) for numbered in enumerate(jobs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def without_row_locks(monkeypatch) -> None:
    """For positive controls: nothing locks the rows it reads."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_options: self)
