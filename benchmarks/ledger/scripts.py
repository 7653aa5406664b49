"""What pgbench asks the ledger for: the doors that an order goes through."""

from pathlib import Path

from benchmarks import pgbench
from benchmarks.pgbench import Load, Timed
from shop.embedded.postgres import SUPERUSER, Postgres

FOLDER = Path(__file__).with_name("sql")
# Captures end what the holds of the same `run` began, so the order matters.
STEPS = ("accrue", "hold", "capture")


def run(
    server: Postgres, database: str, step: str, load: Load, *, members: int, run: int
) -> Timed:
    return pgbench.run(
        server,
        database,
        FOLDER / f"{step}.sql",
        load,
        variables={"members": members, "run": run, "n": 0},
    )


def write_plainly(server: Postgres, database: str) -> None:
    """Put the plainest doors that leave the same rows in the place of the engine's."""
    with server.connect(database=database, role=SUPERUSER) as connection:
        connection.execute((FOLDER / "plain.sql").read_bytes())
