"""Time `manage.py reconcile` on a population of any size, in a scratch database.

    python -m benchmarks.books [MEMBERS [ORDERS]]

Each member has 1 + 5 × ORDERS postings: 100,000 members with 6 orders each, which
is the default, have 3.1 million.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from shop.embedded.fingerprints import ROOT
from shop.embedded.postgres import APPLICATION, SUPERUSER
from tests.servers import cluster, ground

POPULATION = Path(__file__).with_name("population.sql")


def main(members: int = 100_000, orders: int = 6) -> int:
    servers = ground.take()
    sql = POPULATION.read_text().format(members=members, orders=orders)
    began = time.monotonic()
    with servers.connect(database=cluster.TEMPLATE, role=SUPERUSER) as connection:
        connection.execute(sql)
        connection.execute("VACUUM")
        [[size]] = connection.execute(
            "SELECT pg_size_pretty(pg_database_size(current_database()))"
        ).fetchall()
    sys.stdout.write(
        f"{members} members, {members * (1 + 5 * orders)} postings, {size},"
        f" written in {time.monotonic() - began:.0f} s\n"
    )
    sys.stdout.flush()
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "manage.py", "reconcile", "--verbosity=2"],
        cwd=ROOT,
        env=os.environ
        | {"DATABASE_URL": servers.url(database=cluster.TEMPLATE, role=APPLICATION)},
        check=False,
    )
    sys.stdout.write(f"reconciled in {time.monotonic() - began:.1f} s\n")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
