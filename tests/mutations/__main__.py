"""Take the ledger's guards away, one at a time: `make mutate`.

Each is missing from a database of its own, and the test named for it must fail
there. With all of them in place the same tests must pass.
"""

import os
import subprocess
import sys
import time

from shop.embedded.fingerprints import ROOT
from shop.embedded.postgres import OWNER, SUPERUSER
from tests.mutations import campaigns, guards
from tests.servers import cluster, ground, memory

GUARDS = [*guards.GUARDS, *campaigns.GUARDS]
INTACT = "intact"
PASSED, FAILED = 0, 1


def main(words: list[str]) -> int:
    """Of all guards, or of those whose name has one of the words."""
    chosen = [
        guard
        for guard in GUARDS
        if not words or any(word in guard.name for word in words)
    ]
    started = time.monotonic()
    memory.use_if_there_is_room()
    servers = ground.take()
    rename(servers, cluster.TEMPLATE, INTACT)
    renew_template(servers)
    tests = sorted({guard.test for guard in chosen})
    code, output = run(*tests)
    if code != PASSED:
        sys.stdout.write(
            f"{output}\nThese tests must pass before guards are removed.\n"
        )
        return 2
    missed = 0
    for guard in chosen:
        renew_template(servers)
        with servers.connect(database=cluster.TEMPLATE, role=OWNER) as connection:
            connection.execute(guard.sql)
        code, output = run(guard.test)
        caught = code == FAILED and f"FAILED {guard.test}" in output
        missed += not caught
        result = "caught" if caught else "MISSED"
        test = guard.test.rpartition("::")[2]
        sys.stdout.write(f"{result:7} {guard.name:39} {test}\n")
        sys.stdout.flush()
    seconds = time.monotonic() - started
    sys.stdout.write(
        f"{len(chosen) - missed} of {len(chosen)} caught, in {seconds:.0f} s.\n"
    )
    return 1 if missed else 0


def rename(servers: ground.Ground, old: str, new: str) -> None:
    with servers.connect(database="postgres", role=SUPERUSER) as connection:
        connection.execute(f'ALTER DATABASE "{old}" RENAME TO "{new}"')


def renew_template(servers: ground.Ground) -> None:
    """Make the template that tests copy anew, with every guard."""
    servers.drop(cluster.TEMPLATE)
    with servers.connect(database="postgres", role=SUPERUSER) as connection:
        connection.execute(
            f'CREATE DATABASE "{cluster.TEMPLATE}" TEMPLATE "{INTACT}" OWNER {OWNER}'
        )


def run(*tests: str) -> tuple[int, str]:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "--tb=no"),
            *("--hypothesis-profile=unshrunk", *tests),
        ],
        cwd=ROOT,
        # The tests choose their own servers before Django reads its settings.
        env={k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
        # A guard is missed by chance where few examples are drawn.
        | {"PROOF": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
