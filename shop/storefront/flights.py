"""What many ask for at once is made by the first of them.

Within a process, as pages are: a worker has few threads, and when something has changed
all of them would make the same page, each slowed down by the others.
"""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock


@dataclass(frozen=True)
class Flight:
    """Somebody makes something; `is_first` for whoever does."""

    is_first: bool
    _landed: Event = field(default_factory=Event)

    def wait(self, seconds: float) -> None:
        """Wait until it is made, or was not to be made."""
        self._landed.wait(seconds)


class Flights:
    """Those that are under way, by what they make."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._under_way: dict[Hashable, Flight] = {}

    @contextmanager
    def of(self, what: Hashable) -> Iterator[Flight]:
        """The flight of whoever makes it; the first lands when it is left."""
        with self._lock:
            found = self._under_way.get(what)
            flight = Flight(False, found._landed) if found else Flight(True)
            if flight.is_first:
                self._under_way[what] = flight
        try:
            yield flight
        finally:
            if flight.is_first:
                with self._lock:
                    del self._under_way[what]
                flight._landed.set()


flights = Flights()
