"""Run one of the programme's bulk jobs: `python -m benchmarks.ledger.job NAME MEMBERS`.

The last line written is JSON: the seconds it took, and the most memory that this
process and its server process held by themselves, early on and in all.
"""

import json
import os
import re
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402  after setup
from django.db import connection  # noqa: E402  after setup

from loyalty import earning, expiry, granting  # noqa: E402  after setup
from loyalty.granting import Grant  # noqa: E402  after setup

MAY = datetime(2026, 5, 1, tzinfo=UTC)
NEXT_MAY = MAY.replace(year=2027)
EARLY = 0.25


def grant(members: int) -> None:
    terms = Grant(occasion="spring", points=100, reason="Spring", expires_at=NEXT_MAY)
    # The ledger asks whether whoever gives may, and gives nobody the own points.
    staff, _new = get_user_model().objects.get_or_create(
        email="staff@shop.example",
        # Beyond the members, whose keys were written as they are.
        defaults={"pk": 10**9, "is_superuser": True},
    )
    granting.grant(
        member_ids=granting.everybody(),
        terms=terms,
        actor=staff,
        granted_at=MAY,
        commit=True,
    )


def mature(members: int) -> None:
    earning.book_maturities(at=datetime(2026, 2, 1, tzinfo=UTC))


def expire(members: int) -> None:
    expiry.expire_due(at=MAY)


JOBS: dict[str, Callable[[int], None]] = {
    "grant": grant,
    "mature": mature,
    "expire": expire,
}


class Watch(threading.Thread):
    """Look at the memory of some processes until told to stop."""

    def __init__(self, pids: list[int]):
        super().__init__(daemon=True)
        self.pids = pids
        self.seen: list[int] = []
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.wait(0.1):
            self.seen.append(sum(map(own_memory, self.pids)))


def own_memory(pid: int) -> int:
    """KiB that belong to the process alone: shared buffers are not counted."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"RssAnon:\s+(\d+)", status)
    return int(found.group(1)) if found else 0


def main() -> None:
    name, members = sys.argv[1:]
    connection.ensure_connection()
    watch = Watch([os.getpid(), connection.connection.info.backend_pid])
    watch.start()
    began = time.monotonic()
    JOBS[name](int(members))
    seconds = time.monotonic() - began
    watch.enough.set()
    watch.join()
    seen = watch.seen or [sum(map(own_memory, watch.pids))]
    early = seen[: max(1, int(len(seen) * EARLY))]
    result = {
        "seconds": seconds,
        "early_mib": max(early) / 1024,
        "peak_mib": max(seen) / 1024,
    }
    sys.stdout.write(f"{json.dumps(result)}\n")


if __name__ == "__main__":
    main()
