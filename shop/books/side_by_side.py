"""Do several parts of a work at once, each on a connection of its own."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from threading import Event
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def side_by_side(parts: Sequence[Iterator[T]]) -> Iterator[T]:
    """Yield what all parts yield, as it comes; at the end raise what one raised."""
    done: Queue[T | None] = Queue()
    enough = Event()
    with ThreadPoolExecutor(len(parts)) as threads:
        working = [threads.submit(_hand_over, part, done, enough) for part in parts]
        try:
            for _ended in parts:
                yield from iter(done.get, None)
        finally:
            enough.set()
    for part in working:
        part.result()


def _hand_over(part: Iterator[T], done: "Queue[T | None]", enough: Event) -> None:
    try:
        for found in part:
            done.put(found)
            if enough.is_set():
                return
    finally:
        connection.close()
        done.put(None)
