"""Each ledger of `benchmarks.peers` in a process and a database of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.servers import TEMPLATE, database, environment_for
from shop.embedded.fingerprints import ROOT
from shop.embedded.postgres import APPLICATION, OWNER, Postgres

OTHERS_PYTHON = ROOT / ".cache" / "benchmark-venv" / "bin" / "python"
FAIRPOINTS = "fairpoints"


class TaskFailed(Exception):
    """A ledger could not do its task; the message is the end of its output."""


@dataclass(frozen=True)
class Ledger:
    """A ledger with a database of its own."""

    name: str
    title: str
    server: Postgres
    database: str
    python: Path
    role: str

    def ask(self, task: str, **options: Any) -> dict[str, Any]:
        """Raises TaskFailed."""
        done = subprocess.run(  # noqa: S603  our own program
            [
                self.python,
                "-m",
                "benchmarks.peers",
                self.name,
                task,
                json.dumps(options),
            ],
            cwd=ROOT,
            env=environment_for(self.server, self.database, role=self.role),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise TaskFailed(f"{self.name}, {task}:\n{done.stderr[-2000:]}")
        result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return result


@contextmanager
def ledgers(server: Postgres, *, others: bool) -> Iterator[list[Ledger]]:
    """Ours, and the others too when their environment is wanted."""
    known = [ours(server, "python_fairpoints")]
    if others:
        known += [
            _other(server, "hordak", "django-hordak"),
            _other(server, "oscar_accounts", "django-oscar-accounts"),
        ]
    with ExitStack() as stack:
        for ledger in known:
            template = TEMPLATE if ledger.name == FAIRPOINTS else "template0"
            stack.enter_context(database(server, ledger.database, template=template))
        yield known


def ours(server: Postgres, database: str) -> Ledger:
    return Ledger(
        FAIRPOINTS, "Fairpoints", server, database, Path(sys.executable), APPLICATION
    )


def _other(server: Postgres, name: str, title: str) -> Ledger:
    return Ledger(name, title, server, f"python_{name}", OTHERS_PYTHON, OWNER)
