"""Let several things happen at once, each on a connection of its own."""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from django.db.models import QuerySet

# How many seconds a job waits for others that a guard may keep away.
patience = 0.05


@dataclass
class _Race:
    """Who of the jobs has come to which place, and who has ended."""

    size: int
    changed: threading.Condition = field(default_factory=threading.Condition)
    at: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    ended: set[int] = field(default_factory=set)

    def meet(self, place: str) -> None:
        with self.changed:
            come = self.at[place]
            come.add(threading.get_ident())
            self.changed.notify_all()
            self.changed.wait_for(
                lambda: len(come | self.ended) == self.size, timeout=patience
            )

    def end(self) -> None:
        with self.changed:
            self.ended.add(threading.get_ident())
            self.changed.notify_all()


_running = threading.local()


def race(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all `jobs` together; return what each returned, or raised."""
    start = threading.Barrier(len(jobs))
    results: list[Any] = [None] * len(jobs)
    this = _Race(size=len(jobs))

    def connect() -> None:
        try:
            connections["default"].ensure_connection()
        except Exception:
            start.abort()  # the others would wait in vain
            raise

    def run(place: int, job: Callable[[], Any]) -> None:
        _running.race = this
        try:
            connect()
            start.wait(timeout=60)
            results[place] = job()
        except Exception as error:  # a test looks at what went wrong
            results[place] = error
        finally:
            this.end()
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=numbered) for numbered in enumerate(jobs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def meet(place: str) -> None:
    """Wait at `place` till every job of this race has come there or ended.

    Under a guard the others cannot come, and a job goes on after a moment; without
    it (`wait_for_all`) none goes on before. Outside a race nobody waits.
    """
    if this := getattr(_running, "race", None):
        this.meet(place)


def meet_before(monkeypatch, owner: Any, name: str) -> None:
    """All have looked before anybody does `name`."""
    do = getattr(owner, name)

    def do_after_meeting(*args, **kwargs):
        meet(name)
        return do(*args, **kwargs)

    monkeypatch.setattr(owner, name, do_after_meeting)


def meet_after(monkeypatch, owner: Any, name: str) -> None:
    """All have looked with `name` before anybody acts on what it found."""
    look = getattr(owner, name)

    def look_and_meet(*args, **kwargs):
        found = look(*args, **kwargs)
        meet(name)
        return found

    monkeypatch.setattr(owner, name, look_and_meet)


def wait_for_all(monkeypatch) -> None:
    """For positive controls: nobody who meets others goes on alone."""
    monkeypatch.setattr(f"{__name__}.patience", 60)


def without_row_locks(monkeypatch) -> None:
    """For positive controls: nothing locks the rows it reads, so all do meet."""
    wait_for_all(monkeypatch)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_options: self)
