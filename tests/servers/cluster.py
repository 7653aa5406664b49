"""A migrated PostgreSQL cluster, kept between runs and copied for each.

Several runs may happen at once: a kept cluster is never started or changed, only
copied, and making or throwing one away happens under an exclusive lock.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shop.embedded.postgres import DATABASE, OWNER, THROW_AWAY, Postgres

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".cache" / f"clusters-{os.getuid()}"
KEEP = 3
TEMPLATE = DATABASE


def copy_to(directory: Path, *, environment: dict[str, str]) -> Postgres:
    """Return a started server in `directory` with the migrated template database."""
    KEPT.mkdir(parents=True, exist_ok=True)
    fingerprint = _fingerprint()
    kept = KEPT / fingerprint
    with _lock(fcntl.LOCK_EX):
        if not kept.exists():
            _make(kept, environment=environment)
        kept.touch()
        _throw_away_old()
    with _lock(fcntl.LOCK_SH):
        subprocess.run(["cp", "-a", kept, directory], check=True)
    server = Postgres(directory, settings=THROW_AWAY)
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
                [sys.executable, ROOT / "manage.py", "migrate", "--verbosity=0"],
                env=environment | {"DATABASE_URL": url},
                check=True,
            )
        finally:
            server.stop()
        copying = KEPT / f"copying-{kept.name}"
        shutil.rmtree(copying, ignore_errors=True)
        subprocess.run(["cp", "-a", server.directory, copying], check=True)
    copying.rename(kept)


@contextmanager
def open_folder() -> Iterator[Path]:
    """A temporary folder which PostgreSQL's own user can pass through."""
    with tempfile.TemporaryDirectory(prefix="fairpoints-tests-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


def _fingerprint() -> str:
    """Change whenever the migrated database could."""
    sources = [
        *ROOT.glob("loyalty/**/*.sql"),
        *ROOT.glob("shop/**/*.sql"),
        *ROOT.glob("loyalty/**/migrations/*.py"),
        *ROOT.glob("shop/**/migrations/*.py"),
        ROOT / "requirements" / "runtime.lock",
    ]
    digest = hashlib.sha256()
    for source in sorted(sources):
        digest.update(str(source.relative_to(ROOT)).encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _throw_away_old() -> None:
    clusters = sorted(
        (path for path in KEPT.iterdir() if path.is_dir()),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for cluster in clusters[KEEP:]:
        shutil.rmtree(cluster)


@contextmanager
def _lock(kind: int) -> Iterator[None]:
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, kind)
        yield
