"""The demo's pictures, taken by the first shop of all runs and kept for the next.

They are half the work of demo data, and always the same.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from shop.embedded import fingerprints
from tests.servers.locking import locked, place

KEPT = place("pictures")
PLACE = Path("products", "demo")


@contextmanager
def kept(media: Path) -> Iterator[None]:
    """Put what is kept into `media`, or keep what is there in the end.

    Whoever else wants pictures waits until they are taken.
    """
    pictures = _pictures()
    with nullcontext() if pictures.exists() else locked(KEPT):
        _lend(media)
        yield
        if not pictures.exists():
            for old in KEPT.glob("*/"):
                shutil.rmtree(old)
            shutil.copytree(media / PLACE, KEPT / "copying")
            (KEPT / "copying").rename(pictures)


def _lend(media: Path) -> None:
    if _pictures().exists():
        shutil.copytree(_pictures(), media / PLACE)


def _pictures() -> Path:
    return KEPT / fingerprints.of_demo_pictures()
