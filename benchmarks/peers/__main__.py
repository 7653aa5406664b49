"""Run one task on one ledger: `python -m benchmarks.peers NAME TASK '{"...": 1}'`.

The database is DATABASE_URL; the last line written is the result, as JSON.
"""

import importlib
import itertools
import json
import random
import sys
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.peers.cases import CASES, Case
from benchmarks.peers.crowd import together
from benchmarks.peers.peer import Peer

Result = dict[str, Any]


def open_books(ledger: Peer, *, members: int, points: int) -> Result:
    ledger.open_books()
    ledger.enrol(range(1, members + 1))
    for member in range(1, members + 1):
        ledger.earn(member, points, "first")
    return {}


def work(
    ledger: Peer, *, processes: int, orders: int, members: int, run: str
) -> Result:
    """Earn on orders, set points aside and use them: three postings an order."""

    def one(number: int) -> None:
        chance = random.Random(number)  # noqa: S311  no secret
        for order in range(orders):
            member, reference = chance.randint(1, members), f"{run}-{number}-{order}"
            ledger.earn(member, 36, reference)
            ledger.hold(member, 20, reference)
            ledger.capture(member, 20, reference)

    seconds = together(one, processes).seconds
    return {"postings": 3 * processes * orders, "seconds": seconds}


def judge(ledger: Peer) -> Result:
    """Try every case that the ledger has the concept for."""
    ledger.open_books()
    members = itertools.count(1)
    return {name: _verdict(ledger, case, members) for name, case in CASES.items()}


def _verdict(ledger: Peer, case: Case, members: Iterator[int]) -> Result:
    if case.needs not in ledger.offers:
        return {"verdict": "not offered", "seen": ""}
    right, seen = case.try_on(ledger, members)
    return {"verdict": "right" if right else "wrong", "seen": seen}


TASKS: dict[str, Callable[..., Result]] = {
    "open": open_books,
    "work": work,
    "judge": judge,
}


def main() -> None:
    name, task, options = sys.argv[1:]
    ledger = importlib.import_module(f"benchmarks.peers.{name}").Peer()
    result = TASKS[task](ledger, **json.loads(options))
    sys.stdout.write(f"{json.dumps(result)}\n")


if __name__ == "__main__":
    main()
