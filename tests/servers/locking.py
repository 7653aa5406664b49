"""What one run keeps for the next is made by one process and copied by all."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shop.embedded.fingerprints import ROOT


def place(what: str) -> Path:
    """Where `what` is kept; root and others do not share it."""
    return ROOT / ".cache" / f"{what}-{os.getuid()}"


@contextmanager
def locked(folder: Path, *, shared: bool = False) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield
