"""Parts that have ended are started again, after growing pauses, and it is said.

A part that does not stay is given up, and everything with it: somebody has to look.
"""

import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from shop.embedded import process

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
# So often in a row, which takes half a minute; who has run for a minute is well.
MOST_TRIES = 6
WELL_AFTER = 60.0


class GaveUp(Exception):
    """A part has ended again and again; the message says which, and its last words."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One process, with those that it starts. `start` may raise DidNotStart."""

    name: str
    log: Path
    running: Callable[[], subprocess.Popen[bytes] | None]
    start: Callable[[], object]

    @property
    def is_up(self) -> bool:
        running = self.running()
        return running is not None and running.poll() is None


class Watch:
    """Looks after parts that run; `look` is called again and again."""

    def __init__(self, parts: Iterable[Part], *, say: Callable[[str], object]):
        self._say = say
        self._watched = [_Watched(part) for part in parts]

    def look(self, *, at: float) -> None:
        """Start what is due, by a clock that counts seconds. Raises GaveUp."""
        for watched in self._watched:
            watched.look(at, self._say)


class _Watched:
    def __init__(self, part: Part):
        self._part = part
        self._tries = 0
        self._started_at = 0.0
        self._due_at: float | None = None

    def look(self, at: float, say: Callable[[str], object]) -> None:
        if self._part.is_up:
            if at - self._started_at >= WELL_AFTER:
                self._tries = 0
        elif self._due_at is None:
            self._plan(at, say)
        elif at >= self._due_at:
            self._start(at, say)

    def _plan(self, at: float, say: Callable[[str], object]) -> None:
        name = self._part.name
        if self._tries == MOST_TRIES:
            raise GaveUp(
                f"{name} ended {MOST_TRIES + 1} times in a row, so all is"
                f" stopped{process.tail(self._part.log)}"
            )
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**self._tries)
        self._tries += 1
        self._due_at = at + pause
        say(f"{name} ended; it is started again in {pause:g} s.")

    def _start(self, at: float, say: Callable[[str], object]) -> None:
        self._due_at = None
        self._started_at = at
        try:
            self._part.start()
        except process.DidNotStart:
            # Its log says why; what it has said is shown when it is given up.
            self._plan(at, say)
