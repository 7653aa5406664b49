"""The server that everything is measured on: embedded, and durable.

A commit is on the disk before it is answered, as in a shop; what is set beside that
keeps checkpoints out of the rounds. TMPDIR chooses the disk.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from shop import catalogs
from shop.embedded.postgres import APPLICATION, Postgres
from tests.servers import cluster

TEMPLATE = cluster.TEMPLATE
DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "1GB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "16GB",
    "checkpoint_timeout": "30min",
}


@contextmanager
def started() -> Iterator[Postgres]:
    """A server of its own with a migrated database to copy, thrown away at the end."""
    with ExitStack() as stack:
        folder = stack.enter_context(cluster.open_folder())
        catalogs.compile_changed()
        server = cluster.copy_to(
            folder / "postgres", environment=environment(folder), settings=DURABLE
        )
        stack.callback(server.stop)
        yield server


@contextmanager
def database(server: Postgres, name: str, *, template: str) -> Iterator[str]:
    server.clone(template=template, database=name)
    try:
        yield name
    finally:
        server.drop(database=name)


def environment(folder: Path) -> dict[str, str]:
    """What the shop's settings need; the rest is the caller's."""
    return os.environ | {
        "DATA_DIR": str(folder / "data"),
        "SECRET_KEY": "only for measurements",
        "DJANGO_SETTINGS_MODULE": "shop.settings",
    }


def environment_for(
    server: Postgres, database: str, *, role: str = APPLICATION
) -> dict[str, str]:
    url = server.url(database=database, role=role)
    return environment(server.directory.parent) | {"DATABASE_URL": url}
