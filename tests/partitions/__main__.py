"""Run the ledger's tests on hash partitions: `make partitions`.

The template that tests copy is divided first; what they are run with is pytest's.
"""

import os
import subprocess
import sys

from shop.embedded.fingerprints import ROOT
from shop.embedded.postgres import OWNER
from tests.partitions.dividing import divide
from tests.servers import clock, cluster, ground, memory

# It migrates back to before there were merges, and Django cannot take away a foreign
# key to a divided table: it finds one more for each partition.
NOT_BACK = "test_chain.py::test_what_stood_before_there_were_hashes_is_chained"
LEDGER = ["tests/loyalty", f"--deselect=tests/loyalty/{NOT_BACK}"]


def main(arguments: list[str]) -> int:
    memory.use_if_there_is_room()
    servers = ground.take()
    divide(servers.url(database=cluster.TEMPLATE, role=OWNER))
    with servers.connect(database=cluster.TEMPLATE, role=OWNER) as connection:
        connection.execute(clock.STOPPED)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *(arguments or LEDGER)],
        cwd=ROOT,
        # The tests choose their own servers before Django reads its settings.
        env={k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"},
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
