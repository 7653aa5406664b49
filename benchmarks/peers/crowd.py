"""Several processes that begin at the same moment."""

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import Any

from django.db import connections

FORK = get_context("fork")


class WorkerFailed(Exception):
    """A process ended without a result; the message is its traceback."""


@dataclass(frozen=True)
class Together:
    results: list[Any]
    seconds: float


def together(work: Callable[[int], Any], processes: int) -> Together:
    """Do `work(number)` in as many processes; results are in their order.

    Raises WorkerFailed.
    """
    connections.close_all()  # none is shared by two processes
    barrier, answers = FORK.Barrier(processes), FORK.SimpleQueue()
    running = [
        FORK.Process(target=_one, args=(work, number, barrier, answers))
        for number in range(processes)
    ]
    for process in running:
        process.start()
    answered = sorted(answers.get() for _process in running)
    for process in running:
        process.join()
    _numbers, begun, ended, results, errors = zip(*answered, strict=True)
    if any(errors):
        raise WorkerFailed("\n".join(errors))
    return Together(list(results), max(ended) - min(begun))


def _one(
    work: Callable[[int], Any], number: int, barrier: Barrier, answers: Any
) -> None:
    connections["default"].ensure_connection()
    barrier.wait()
    begun, result, error = time.monotonic(), None, ""
    try:
        result = work(number)
    except Exception:
        error = traceback.format_exc()
    answers.put((number, begun, time.monotonic(), result, error))
    connections.close_all()
