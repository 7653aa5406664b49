"""Jobs over all members, beside `INSERT … SELECT` of the same rows.

The rows are every posting and movement that the job wrote, and every lot and account
it wrote or rewrote; they go into tables with the same columns and indexes: once
without keys to other tables, checks or triggers, and once with those of the ledger's.
What the second takes longer than the first is the price of what the tables promise.
"""

import json
import subprocess
import sys
import time
from collections import defaultdict

from benchmarks.ledger import books, members
from benchmarks.ledger.sizes import Size
from benchmarks.results import Comparison, Figure, Results, Series
from benchmarks.servers import TEMPLATE, database, environment_for
from shop.embedded.fingerprints import ROOT
from shop.embedded.postgres import SUPERUSER, Postgres

TARGET = 3
# In the order of time: each finds the rows of those before it.
JOBS = {
    "mature": "maturity of {members:,} lots",
    "expire": "expiry of {twice:,} lots",
    "grant": "a grant to {members:,} members",
}
PLAIN, GUARDED = "INSERT … SELECT", "INSERT … SELECT with keys and checks"
POSTINGS = {"mature": 1, "expire": 2, "grant": 1}
# Which rows of a table a job that began after posting `before` wrote or rewrote.
WRITTEN = {
    "loyalty_posting": "version > {before}",
    "loyalty_movement": "version > {before}",
    "loyalty_account": "true",
}
# Keys lead to the ledger's own tables, where the rows they need are.
GUARDS = """
SELECT format('ALTER TABLE %1$s ADD CONSTRAINT %2$I %3$s', '{copy}', conname,
    pg_get_constraintdef(oid))
FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype IN ('f', 'c')
UNION ALL
SELECT replace(pg_get_triggerdef(oid), ' ON public.{table} ', ' ON {copy} ')
FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND NOT tgisinternal
"""
LOTS = {
    "mature": "number = 1",
    "expire": "number > 2",
    "grant": "number > {before}",
}


class JobFailed(Exception):
    """The message is the end of its output."""


def measure(server: Postgres, size: Size) -> Results:
    count = size.bulk_members
    jobs: dict[str, list[dict[str, float]]] = defaultdict(list)
    beside: dict[tuple[str, str], list[float]] = defaultdict(list)
    with database(server, "dated", template=TEMPLATE):
        members.fill(server, "dated", count, members.WITH_DATES)
        for number in range(1, size.bulk_rounds + 1):
            with database(server, "bulk", template="dated") as copy:
                before = members.POSTINGS_WITH_DATES
                for job in JOBS:
                    jobs[job].append(run(server, copy, job, count))
                    for other in (PLAIN, GUARDED):
                        seconds = insert_select(
                            server, copy, job, before, guarded=other == GUARDED
                        )
                        beside[job, other].append(seconds)
                    before += POSTINGS[job]
                if number == size.bulk_rounds:  # they all do the same
                    books.must_add_up(server, copy, expected=before * count)
    results = Results()
    for job, title in JOBS.items():
        what = title.format(members=count, twice=2 * count)
        results.comparisons += [
            Comparison(
                what=what,
                beside=other,
                unit="s",
                ours=Series([one["seconds"] for one in jobs[job]]),
                theirs=Series(beside[job, other]),
                target=TARGET if other == PLAIN else None,
                less_is_better=True,
            )
            for other in (PLAIN, GUARDED)
        ]
        most = {
            when: max(one[name] for one in jobs[job])
            for name, when in (("early_mib", "at a quarter"), ("peak_mib", "in all"))
        }
        results.figures.append(Figure(f"memory, {what}", "MiB", most))
    return results


def run(server: Postgres, database: str, job: str, count: int) -> dict[str, float]:
    """Raises JobFailed."""
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-m", "benchmarks.ledger.job", job, str(count)],
        cwd=ROOT,
        env=environment_for(server, database),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise JobFailed(f"{job}:\n{done.stderr[-2000:]}")
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def insert_select(
    server: Postgres, database: str, job: str, before: int, *, guarded: bool
) -> float:
    seconds = 0.0
    with server.connect(database=database, role=SUPERUSER) as connection:
        for table, which in (WRITTEN | {"loyalty_lot": LOTS[job]}).items():
            copy = f"copy_{job}_{table}"
            connection.execute(
                f"CREATE TABLE {copy} "
                f"(LIKE {table} INCLUDING DEFAULTS INCLUDING INDEXES)"
            )
            if guarded:
                guards = GUARDS.format(table=table, copy=copy)
                for (guard,) in connection.execute(guards.encode()).fetchall():
                    connection.execute(str(guard).encode())
            began = time.monotonic()
            connection.execute(
                f"INSERT INTO {copy} SELECT * FROM {table}"
                f" WHERE {which.format(before=before)}"
            )
            seconds += time.monotonic() - began
            connection.execute(f"DROP TABLE {copy}")
    return seconds
