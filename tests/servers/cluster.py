"""A migrated PostgreSQL cluster, kept between runs and copied for each.

Several runs may happen at once: a kept cluster is never started or changed, only
copied, and making or throwing one away happens under an exclusive lock.
"""

import fcntl
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from shop.embedded import fingerprints
from shop.embedded.fingerprints import ROOT
from shop.embedded.postgres import DATABASE, OWNER, THROW_AWAY, Postgres
from tests.servers import clock, tiles
from tests.servers.locking import locked, place

KEPT = place("clusters")
KEEP = 3
PREFIX = "fairpoints-tests-"
IN_USE = "in-use"
TEMPLATE = DATABASE


def copy_to(
    directory: Path,
    *,
    environment: dict[str, str],
    settings: dict[str, str] = THROW_AWAY,
) -> Postgres:
    """Return a started server in `directory` with the migrated template database."""
    kept = KEPT / fingerprints.of_database()
    with locked(KEPT):
        if not kept.exists():
            _make(kept, environment=environment)
        kept.touch()
        _throw_away_old()
    with locked(KEPT, shared=True):
        subprocess.run(["cp", "-a", kept, directory], check=True)
    server = Postgres(directory, settings=settings)
    server.start()
    return server


def _make(kept: Path, *, environment: dict[str, str]) -> None:
    with open_folder() as folder:
        server = Postgres(folder / "postgres", settings=THROW_AWAY)
        server.start()
        try:
            server.prepare(database=TEMPLATE)
            url = server.url(database=TEMPLATE, role=OWNER)
            subprocess.run(
                [sys.executable, ROOT / "manage.py", "migrate", "--skip-checks", "-v0"],
                env=environment | {"DATABASE_URL": url},
                check=True,
            )
            with server.connect(database=TEMPLATE, role=OWNER) as connection:
                connection.execute((clock.STOPPED + tiles.AT_ONCE).encode())
        finally:
            server.stop()
        copying = KEPT / f"copying-{kept.name}"
        shutil.rmtree(copying, ignore_errors=True)
        subprocess.run(["cp", "-a", server.directory, copying], check=True)
    copying.rename(kept)


@contextmanager
def open_folder() -> Iterator[Path]:
    """A temporary folder which PostgreSQL's own user can pass through."""
    with tempfile.TemporaryDirectory(prefix=PREFIX) as name:
        folder = Path(name)
        folder.chmod(0o711)
        with (folder / IN_USE).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder


def throw_away_left_over() -> None:
    """Remove the folders of runs that were killed: nobody holds their locks."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{IN_USE}"):
        with suppress(OSError), path.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path.parent)


def _throw_away_old() -> None:
    clusters = sorted(
        (path for path in KEPT.iterdir() if path.is_dir()),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for cluster in clusters[KEEP:]:
        shutil.rmtree(cluster)
