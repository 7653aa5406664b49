"""Misbehaviour to order: each fault happens as often as it was ordered."""

import threading
from dataclasses import dataclass

KINDS = {
    "slow",  # the answer takes `seconds`
    "error",  # 500, and nothing was done
    "error-after",  # 500, and yet it was done; its key repeats it
    "not-json",  # an answer that is no JSON
    "lost-news",  # an event is never sent
    "duplicate-news",  # an event is sent twice
    "held-news",  # events wait, to be released the last first
    "pending-refund",  # a refund takes its time
}


@dataclass
class Fault:
    kind: str
    times: int = 1
    seconds: float = 0
    path: str = ""


class Faults:
    def __init__(self) -> None:
        self._ordered: list[Fault] = []
        self._lock = threading.Lock()

    def order(
        self, kind: str, *, times: int = 1, seconds: float = 0, path: str = ""
    ) -> None:
        """Have a fault happen `times` times, to requests whose path contains `path`.

        Raises ValueError for an unknown kind.
        """
        if kind not in KINDS:
            raise ValueError(kind)
        with self._lock:
            self._ordered.append(Fault(kind, times, seconds, path))

    def take(self, *kinds: str, path: str = "") -> Fault | None:
        """The next fault that is due, which then has happened once more."""
        with self._lock:
            for fault in self._ordered:
                if fault.kind in kinds and fault.times > 0 and fault.path in path:
                    fault.times -= 1
                    return fault
        return None

    def forget(self) -> None:
        with self._lock:
            self._ordered.clear()
