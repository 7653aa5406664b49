"""The two shops, each in a process and a database of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.ledger.peers import OTHERS_PYTHON, TaskFailed
from benchmarks.offers.sizes import Case
from benchmarks.servers import TEMPLATE, database, environment_for
from shop.embedded.fingerprints import ROOT
from shop.embedded.postgres import APPLICATION, OWNER, Postgres

# No broker is running, and a page needs no collected files here.
ENVIRONMENT = {
    "CELERY_BROKER_URL": "memory://",
    "STATICFILES_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
    "LOG_LEVEL": "ERROR",
}


@dataclass(frozen=True)
class Store:
    name: str
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
                "benchmarks.offers.store",
                self.name,
                task,
                json.dumps(options),
            ],
            cwd=ROOT,
            env=environment_for(self.server, self.database, role=self.role)
            | ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise TaskFailed(f"{self.name}, {task}:\n{done.stderr[-2000:]}")
        result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return result


@contextmanager
def stores(server: Postgres, case: Case, *, alone: bool) -> Iterator[list[Store]]:
    """Ours and Oscar's, filled with the goods, the offers and the basket of a case."""
    known = [
        Store("fairpoints", server, "offers_ours", Path(sys.executable), APPLICATION)
    ]
    if not alone:
        known.append(
            Store("oscar_itself", server, "offers_oscar", OTHERS_PYTHON, OWNER)
        )
    filling = {"lines": case.lines, "offers": case.offers, "stacked": case.stacked}
    with ExitStack() as stack:
        for store in known:
            template = TEMPLATE if store.name == "fairpoints" else "template0"
            stack.enter_context(database(server, store.database, template=template))
            store.ask("fill", **filling)
        yield known
