"""The data of a demo that was started from nothing, kept between runs and copied.

Whoever needs it first starts `make demo` on an empty folder, once for each state of
the sources; it must come up. On another day it is made anew: what a demo looks back
on was so many days ago.
"""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from shop.embedded import fingerprints
from tests.servers import demo, pictures
from tests.servers.cluster import open_folder
from tests.servers.locking import locked, place

KEPT = place("demos")


def copy_to(folder: Path) -> None:
    """Fill `folder` with the data of a demo that was started and stopped."""
    kept = KEPT / f"{fingerprints.of_shop()}-{datetime.now(UTC).date()}"
    with locked(KEPT):
        if not kept.exists():
            for old in KEPT.glob("*/"):
                shutil.rmtree(old)
            _make(kept)
        subprocess.run(["cp", "-a", f"{kept}/.", folder], check=True)


def _make(kept: Path) -> None:
    said: list[str] = []
    with open_folder() as folder:
        with (
            pictures.kept(folder / "media"),
            demo.started(folder, say=said.append),
        ):
            pass
        copying = KEPT / "copying"
        subprocess.run(["cp", "-a", folder, copying], check=True)
    copying.rename(kept)
