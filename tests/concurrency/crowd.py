"""Many processes at the same few accounts, some of them killed.

Run as a program of its own: `crowd` makes requests until the time is over. Each
worker notes in a journal of its own what it is about to ask, and what was
answered, so that a test can hold the ledger to its word. `again` repeats every
noted request with its reference.

A request follows from its order and step alone: a repetition is exact, whoever
makes it, and one in five is one.
"""

import json
import os
import random
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import Error, connections

from loyalty import earning, enrolment, redemption, returns
from loyalty.why import welcome

WORKERS = 4
MEMBERS = 3
STEPS = 4
REPEATED = 0.2
MARCH = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Journal:
    """Lines that survive the death of the process that wrote them."""

    def __init__(self, path: Path):
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        self.file = os.open(path, flags, 0o600)

    def note(self, **line) -> None:
        os.write(self.file, json.dumps(line).encode() + b"\n")


def read(folder: Path) -> Iterator[dict]:
    """Every whole line: somebody may be writing the next one."""
    for path in sorted(folder.glob("*.jsonl")):
        whole, _newline, _begun = path.read_text().rpartition("\n")
        yield from map(json.loads, whole.splitlines())


def ask(members, order: int, step: int):
    """Make one request of an order: earn, set aside, end that, undo."""
    chance = random.Random(order * STEPS + step)  # noqa: S311  no secret
    member = members[order % len(members)]
    now = MARCH + timedelta(minutes=order)
    why = welcome()
    earned, used = f"E{order}", f"R{order}"
    if step == 0:
        return earning.accrue(
            member=member,
            points=chance.randint(20, 60),
            reference=earned,
            accrued_at=now,
            expires_at=now + timedelta(hours=chance.randint(1, 9)),
            why=why,
            pending=False,
        )
    if step == 1:
        return redemption.hold_points(
            member=member,
            points=chance.randint(1, 40),
            reference=used,
            held_at=now,
            lapses_at=now + timedelta(minutes=chance.randint(1, 300)),
            why=why,
        )
    if step == 2 or chance.random() < 0.3:
        # The steps of one order may disagree on how its hold is to end.
        if chance.random() < 0.7:
            return redemption.capture_hold(
                member=member, reference=used, captured_at=now, why=why
            )
        return redemption.release_hold(
            member=member, reference=used, released_at=now, why=why
        )
    if chance.random() < 0.5:
        return returns.revoke(
            member=member,
            accrual_reference=earned,
            points=chance.randint(1, 20),
            reference=f"{earned}-back",
            revoked_at=now,
            why=why,
        )
    return returns.give_back(
        member=member,
        redemption_reference=used,
        points=1,
        reference=f"{used}-back",
        given_back_at=now,
        why=why,
    )


def make(journal: Journal, members, order: int, step: int) -> None:
    """Ask, and note the answer; a refusal is one, a lost connection is none."""
    journal.note(asked=[order, step])
    try:
        posting = ask(members, order, step)
    except Error as error:
        journal.note(lost=[order, step], error=type(error).__name__)
        raise
    except Exception as refusal:
        journal.note(refused=[order, step], refusal=type(refusal).__name__)
    else:
        journal.note(
            made=[order, step],
            account=posting.account_id,
            version=posting.version,
            kind=posting.kind,
            reference=posting.reference,
        )


def work(folder: Path, number: int, until: float) -> None:
    journal = Journal(folder / f"{number}.jsonl")
    order = next_order(folder, number)
    chance = random.Random(order)  # noqa: S311  no secret
    members = list(get_user_model().objects.order_by("pk")[:MEMBERS])
    while time.time() < until:
        for step in range(STEPS):
            make(journal, members, order, step)
            if chance.random() < REPEATED / (1 - REPEATED):
                another = max(0, order - chance.randint(0, 3 * WORKERS))
                make(journal, members, another, chance.randrange(STEPS))
        order += WORKERS


def next_order(folder: Path, number: int) -> int:
    """Where a worker begins that may follow one that was killed."""
    asked = [line["asked"][0] for line in read(folder) if "asked" in line]
    own = (order for order in asked if order % WORKERS == number)
    return max(own, default=number - WORKERS) + WORKERS


def crowd(folder: Path, seconds: float, kills_a_second: float) -> None:
    """Keep the workers running; kill one now and then."""
    enrol()
    connections.close_all()  # none is shared by two processes
    until = time.time() + seconds
    chance = random.Random(1)  # noqa: S311  no secret
    running = {start(folder, number, until): number for number in range(WORKERS)}
    killed = 0
    while kills_a_second and time.time() < until - 1:
        time.sleep(chance.expovariate(kills_a_second))
        pid = chance.choice(list(running))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        killed += 1
        number = running.pop(pid)
        running[start(folder, number, until)] = number
    for pid in running:
        os.waitpid(pid, 0)
    (folder / "killed").write_text(str(killed))


def start(folder: Path, number: int, until: float) -> int:
    if pid := os.fork():
        return pid
    try:
        work(folder, number, until)
    finally:
        os._exit(0)


def again(folder: Path) -> None:
    members = list(get_user_model().objects.order_by("pk")[:MEMBERS])
    asked = {tuple(line["asked"]) for line in read(folder) if "asked" in line}
    (folder / "again").mkdir()
    journal = Journal(folder / "again" / "again.jsonl")
    for order, step in sorted(asked):
        make(journal, members, order, step)


def enrol() -> None:
    for number in range(MEMBERS):
        person = get_user_model().objects.create_user(
            email=f"member{number}@members.example"
        )
        enrolment.enrol(member=person, enrolled_at=MARCH)
