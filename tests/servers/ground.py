"""What every test run stands on: one PostgreSQL and one Redis of its own.

The first process that needs the servers starts them and leaves their addresses in
the environment; workers of pytest-xdist find them there. It happens before Django
reads its settings, which come from the environment like everywhere else.
"""

import atexit
import json
import os
from contextlib import ExitStack
from functools import cached_property
from urllib.parse import urlsplit, urlunsplit

import psycopg

from shop import catalogs
from shop.embedded.postgres import APPLICATION, OWNER, SUPERUSER
from shop.embedded.redis import Redis
from tests.servers import cluster, memory

SERVERS = "FAIRPOINTS_TEST_SERVERS"
SURROUNDINGS = {
    "SECRET_KEY": "only for tests",
    "SITE_URL": "http://testserver",
    "STATICFILES_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
    "LOG_LEVEL": "WARNING",
}


class Ground:
    """Where this process finds its database and its broker."""

    def __init__(self) -> None:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
        self.database = f"test_{worker}"
        self.broker_number = 1 + int(worker.removeprefix("gw") or 0)

    @cached_property
    def urls(self) -> dict[str, str]:
        """Start the servers, or join those of the run this worker belongs to."""
        if SERVERS not in os.environ:
            os.environ[SERVERS] = json.dumps(_start())
        return json.loads(os.environ[SERVERS])

    def take(self) -> None:
        """Tell Django's settings, which nobody has read yet."""
        os.environ["DATABASE_URL"] = self.url(database=self.database, role=APPLICATION)
        os.environ["CELERY_BROKER_URL"] = self.broker_url(self.broker_number)

    def url(self, *, database: str, role: str) -> str:
        return urlunsplit(urlsplit(self.urls[role])._replace(path=f"/{database}"))

    def connect(self, *, database: str, role: str) -> psycopg.Connection:
        return psycopg.connect(self.url(database=database, role=role), autocommit=True)

    def broker_url(self, number: int) -> str:
        return urlunsplit(urlsplit(self.urls["redis"])._replace(path=f"/{number}"))

    def create(self, database: str) -> None:
        """Make a migrated, empty database."""
        with self.connect(database="postgres", role=SUPERUSER) as connection:
            connection.execute(
                f'CREATE DATABASE "{database}"'
                f' TEMPLATE "{cluster.TEMPLATE}" OWNER {OWNER}'
                # The default writes all of it to the log, which takes twice as long.
                " STRATEGY FILE_COPY"
            )

    def drop(self, database: str) -> None:
        with self.connect(database="postgres", role=SUPERUSER) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def take() -> Ground:
    ground = Ground()
    ground.take()
    return ground


def stay_away() -> None:
    """Let Django read its settings without any servers: nothing answers there."""
    os.environ |= SURROUNDINGS | {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
        "CELERY_BROKER_URL": "redis://127.0.0.1:1",
    }


def _start() -> dict[str, str]:
    cluster.throw_away_left_over()
    with ExitStack() as stack:
        folder = stack.enter_context(cluster.open_folder())
        os.environ |= SURROUNDINGS | {"DATA_DIR": str(folder / "data")}
        for name in ("DATABASE_URL", "CACHE_URL", "EMAIL_URL", "DEBUG"):
            os.environ.pop(name, None)
        # Whitenoise warns when there is no such folder.
        (folder / "data" / "static").mkdir(parents=True)
        catalogs.compile_changed()
        postgres = cluster.copy_to(folder / "postgres", environment=dict(os.environ))
        stack.callback(postgres.stop)
        redis = Redis(folder / "redis", durable=False)
        redis.start()
        stack.callback(redis.stop)
        atexit.register(stack.pop_all().close)
        return {
            role: postgres.url(role=role) for role in (APPLICATION, OWNER, SUPERUSER)
        } | {"redis": redis.url()}


if __name__ == "__main__":
    memory.use_if_there_is_room()
    take()  # makes the template, unless it is kept from another run
