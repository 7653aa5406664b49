"""Jobs over all members, beside `INSERT … SELECT` of the same rows.

The rows are every posting and movement that the job wrote, and every lot and account
it wrote or rewrote; they go into tables with the same columns and indexes, without
keys to other tables, checks or triggers.
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
POSTINGS = {"mature": 1, "expire": 2, "grant": 1}
# Which rows of a table a job that began after posting `before` wrote or rewrote.
WRITTEN = {
    "loyalty_posting": "version > {before}",
    "loyalty_movement": "version > {before}",
    "loyalty_account": "true",
}
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
    plain: dict[str, list[float]] = defaultdict(list)
    with database(server, "dated", template=TEMPLATE):
        members.fill(server, "dated", count, members.WITH_DATES)
        for _round in range(size.bulk_rounds):
            with database(server, "bulk", template="dated") as copy:
                before = members.POSTINGS_WITH_DATES
                for job in JOBS:
                    jobs[job].append(run(server, copy, job, count))
                    plain[job].append(insert_select(server, copy, job, before))
                    before += POSTINGS[job]
                books.must_add_up(server, copy, expected=before * count)
    results = Results()
    for job, title in JOBS.items():
        what = title.format(members=count, twice=2 * count)
        results.comparisons.append(
            Comparison(
                what=what,
                beside="INSERT … SELECT",
                unit="s",
                ours=Series([one["seconds"] for one in jobs[job]]),
                theirs=Series(plain[job]),
                target=TARGET,
                less_is_better=True,
            )
        )
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


def insert_select(server: Postgres, database: str, job: str, before: int) -> float:
    seconds = 0.0
    with server.connect(database=database, role=SUPERUSER) as connection:
        for table, which in (WRITTEN | {"loyalty_lot": LOTS[job]}).items():
            plain = f"plain_{job}_{table}"
            connection.execute(
                f"CREATE TABLE {plain} "
                f"(LIKE {table} INCLUDING DEFAULTS INCLUDING INDEXES)"
            )
            began = time.monotonic()
            connection.execute(
                f"INSERT INTO {plain} SELECT * FROM {table}"
                f" WHERE {which.format(before=before)}"
            )
            seconds += time.monotonic() - began
            connection.execute(f"DROP TABLE {plain}")
    return seconds
