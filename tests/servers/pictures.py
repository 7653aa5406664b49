"""The demo's pictures, taken by the first shop of all runs and kept for the next.

They are half the work of demo data, and always the same.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from shop.embedded import fingerprints
from shop.embedded.fingerprints import ROOT

KEPT = ROOT / ".cache" / f"pictures-{os.getuid()}"
PLACE = Path("products", "demo")


@contextmanager
def kept(media: Path) -> Iterator[None]:
    """Put what is kept into `media`, or keep what is there in the end.

    Whoever else wants pictures waits until they are taken.
    """
    pictures = _pictures()
    with nullcontext() if pictures.exists() else _lock(fcntl.LOCK_EX):
        _lend(media)
        yield
        if not pictures.exists():
            for old in KEPT.glob("*/"):
                shutil.rmtree(old)
            shutil.copytree(media / PLACE, KEPT / "copying")
            (KEPT / "copying").rename(pictures)


def borrow(media: Path) -> None:
    """Put what is kept into `media`, if anything is; wait for who takes them."""
    with nullcontext() if _pictures().exists() else _lock(fcntl.LOCK_SH):
        _lend(media)


def _lend(media: Path) -> None:
    if _pictures().exists():
        shutil.copytree(_pictures(), media / PLACE)


def _pictures() -> Path:
    return KEPT / fingerprints.of_demo_pictures()


@contextmanager
def _lock(kind: int) -> Iterator[None]:
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, kind)
        yield
