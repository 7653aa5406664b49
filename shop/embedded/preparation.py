"""What stands between started servers and a shop: tables, files, demo data.

What a former start did is not done again while its sources are the same.
"""

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from shop import catalogs
from shop.embedded import fingerprints, process, signing_key


class Preparation:
    def __init__(
        self,
        *,
        data_dir: Path,
        environment: Mapping[str, str],
        owner_url: str,
        console: Console,
    ):
        self.environment = environment
        self.owner_url = owner_url
        self.console = console
        self.data_dir = data_dir
        self.log = data_dir / "preparation.log"
        self.record = data_dir / "prepared.json"

    def do(self) -> None:
        """Raises DidNotStart with the end of the output of what failed."""
        catalogs.compile_changed()
        signing_key.make_key(self.data_dir)
        self._once("Tables", fingerprints.of_database(), "migrate", "--no-input")
        self._once(
            "Stylesheets and scripts",
            fingerprints.of_static_files(),
            "collectstatic",
            "--no-input",
            "--clear",
        )
        self._once("Demo data", "seeded", "seed_demo")
        # For the data of a demo that was first started before there were documents.
        self._once("Documents", "written", "write_missing_documents")

    def _once(self, title: str, state: str, *command: str) -> None:
        """Run a management command unless the last one led to the same state."""
        done: dict[str, str] = (
            json.loads(self.record.read_text()) if self.record.exists() else {}
        )
        if done.get(title) == state:
            return
        began = time.monotonic()
        self.console.print(f"  {title} …")
        self._manage(*command)
        self.record.write_text(json.dumps(done | {title: state}))
        self.console.print(f"✓ {title} ({time.monotonic() - began:.0f} s)")

    def _manage(self, *command: str) -> None:
        environment = dict(self.environment)
        if command[0] == "migrate":
            environment["DATABASE_URL"] = self.owner_url
        # The seeding shows its own progress; the others have little to show.
        log = None if command[0] == "seed_demo" else self.log
        running = process.start(
            [sys.executable, "manage.py", *command],
            log=log,
            env=environment,
            cwd=fingerprints.ROOT,
        )
        try:
            running.wait()
        finally:
            process.stop(running)
        if running.returncode != 0:
            raise process.DidNotStart(
                f"manage.py {command[0]} failed{process.tail(log)}"
            )
