"""The cluster with the shop of size, kept between runs and copied for each.

It is filled anew when a migrated database could differ, or what fills it, and once a
week: the pages of staff look at what happened lately.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import environ
from django.utils import timezone

from shop.embedded import fingerprints
from shop.embedded.postgres import (
    APPLICATION,
    DATABASE,
    SUPERUSER,
    THROW_AWAY,
    Postgres,
)
from tests.plans.sized.filling import Filling, Size
from tests.servers import cluster
from tests.servers.cluster import open_folder
from tests.servers.live import switched_to
from tests.servers.locking import locked, place

KEPT = place("sized")
HERE = Path(__file__).parent
# Sorting and hashing as a server does that has some memory.
SETTINGS = THROW_AWAY | {"shared_buffers": "256MB", "work_mem": "16MB", "jit": "off"}


@contextmanager
def sized_shop() -> Iterator[Postgres]:
    """Django's connection leads to a copy of the shop of size."""
    with open_folder() as folder:
        server = Postgres(folder / "postgres", settings=SETTINGS)
        _copy_to(server.directory)
        server.start()
        try:
            with _used(server):
                yield server
        finally:
            server.stop()


def _copy_to(directory: Path) -> None:
    kept = KEPT / _name()
    with locked(KEPT):
        if not kept.exists():
            for old in KEPT.glob("*/"):
                shutil.rmtree(old)
            _make(kept)
    with locked(KEPT, shared=True):
        subprocess.run(["cp", "-a", kept, directory], check=True)


def _make(kept: Path) -> None:
    with open_folder() as folder:
        server = cluster.copy_to(
            folder / "postgres", environment=dict(os.environ), settings=SETTINGS
        )
        try:
            with (
                _used(server),
                server.connect(database=DATABASE, role=SUPERUSER) as connection,
            ):
                Filling(connection, Size()).fill()
        finally:
            server.stop()
        copying = KEPT / "copying"
        subprocess.run(["cp", "-a", server.directory, copying], check=True)
    copying.rename(kept)


@contextmanager
def _used(server: Postgres) -> Iterator[None]:
    where = environ.Env.db_url_config(server.url(database=DATABASE, role=APPLICATION))
    with switched_to(**where):
        yield


def _name() -> str:
    """Named for what is in it, and when it was."""
    said = hashlib.sha256(fingerprints.of_database().encode())
    for source in sorted(
        path for path in HERE.iterdir() if path.suffix in (".py", ".sql")
    ):
        said.update(source.read_bytes())
    return f"{said.hexdigest()[:16]}-{timezone.now():%G-%V}"
