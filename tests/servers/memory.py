"""Everything that a run of the tests writes is thrown away: it need not see a disk.

Making a database is making 1,400 files; on a disk that is most of the work.
"""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108
# A run fills about a third of it.
ROOM = 3 << 30


def use_if_there_is_room() -> None:
    """Let temporary folders lie in memory; whoever sets TMPDIR decides otherwise."""
    if "TMPDIR" in os.environ or not MEMORY.is_dir():
        return
    if min(shutil.disk_usage(MEMORY).free, _available()) >= ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def _available() -> int:
    """How many bytes of the machine's memory nobody needs."""
    known = Path("/proc/meminfo").read_text().split()
    return int(known[known.index("MemAvailable:") + 1]) << 10
