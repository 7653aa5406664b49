"""What a ledger must get right, as experiments with a result.

Each takes members whom nobody has used yet, and returns whether the ledger was
right and what was seen.
"""

import itertools
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.peers.crowd import together
from benchmarks.peers.peer import Concept, Peer, Refused

CROWD = 8
POINTS = 100
ROUNDS = 10

Finding = tuple[bool, str]
Members = Iterator[int]


def overspend(ledger: Peer, members: Members) -> Finding:
    """Eight redeem all of a member's points at once: one of them may."""
    overdrawn = 0
    for member in itertools.islice(members, ROUNDS):
        enrol(ledger, member, points=POINTS)

        def redeem(number: int, member: int = member) -> bool:
            return was_done(lambda: ledger.hold(member, POINTS, f"R{number}"))

        overdrawn += sum(together(redeem, CROWD).results) != 1
    return not overdrawn, f"spent more than once in {overdrawn} of {ROUNDS} rounds"


def repeats(ledger: Peer, members: Members) -> Finding:
    """One request in five is a repetition: it counts once."""
    requests, each = 200, 5
    member = next(members)
    enrol(ledger, member)
    chance = random.Random(1)  # noqa: S311  no secret
    references = [f"E{number}" for number in range(requests)]
    repeated = references + chance.sample(references, requests // 5)
    chance.shuffle(repeated)

    def earn(number: int) -> None:
        for reference in repeated[number::4]:
            ledger.earn(member, each, reference)

    together(earn, 4)
    counted = ledger.balance(member) // each
    return counted == requests, f"{requests} requests counted {counted} times"


def resolved_twice(ledger: Peer, members: Members) -> Finding:
    """Four capture a hold while four release it: one end, whoever wins."""
    twice = 0
    for member in itertools.islice(members, ROUNDS):
        enrol(ledger, member, points=POINTS)
        ledger.hold(member, POINTS, "R")

        def resolve(number: int, member: int = member) -> bool:
            if number % 2:
                return was_done(lambda: ledger.capture(member, POINTS, "R"))
            return was_done(lambda: ledger.release(member, "R"))

        done = together(resolve, CROWD).results
        captured, released = any(done[1::2]), any(done[::2])
        left = POINTS if released else 0
        twice += captured == released or ledger.balance(member) != left
    return not twice, f"ended twice in {twice} of {ROUNDS} rounds"


def expiry_after_a_spend(ledger: Peer, members: Members) -> Finding:
    """What was spent came from the points that expire first; the rest of them goes."""
    member, spent = next(members), 30
    enrol(ledger, member)
    soon = datetime.now(UTC) + timedelta(seconds=1)
    ledger.earn(member, POINTS, "soon", expires_at=soon)
    ledger.earn(member, POINTS, "later", expires_at=soon + timedelta(days=365))
    ledger.hold(member, spent, "R")
    ledger.capture(member, spent, "R")
    time.sleep(max(0, (soon - datetime.now(UTC)).total_seconds() + 0.1))
    ledger.expire()
    left = ledger.balance(member)
    return left == POINTS, f"{left} points left where {POINTS} are right"


@dataclass(frozen=True)
class Case:
    needs: Concept
    try_on: Callable[[Peer, Members], Finding]


CASES = {
    "concurrent overspend": Case("floor", overspend),
    "repeated reference": Case("reference", repeats),
    "hold resolved twice": Case("hold", resolved_twice),
    "expiry after a partial spend": Case("expiry", expiry_after_a_spend),
}


def enrol(ledger: Peer, member: int, *, points: int = 0) -> None:
    ledger.enrol(range(member, member + 1))
    if points:
        ledger.earn(member, points, "first")


def was_done(request: Callable[[], None]) -> bool:
    try:
        request()
    except Refused:
        return False
    return True
