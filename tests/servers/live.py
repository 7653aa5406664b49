"""A whole shop with demo data: web, worker and beat as in `make demo`.

It runs on a copy of the data of a demo, and on a PostgreSQL of its own.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import environ
from django.db import connections
from django.test import override_settings

from shop.embedded import process
from shop.embedded.fingerprints import ROOT
from shop.embedded.payments import Payments
from shop.embedded.postgres import APPLICATION, THROW_AWAY, Postgres
from shop.embedded.programs import Programs
from tests.servers import seeded
from tests.servers.ground import Ground


class LiveShop:
    """What a journey needs of the shop it visits."""

    def __init__(self, *, ground: Ground, folder: Path, blocker):
        self._folder = folder
        self._ground = ground
        self._blocker = blocker
        self._postgres = Postgres(folder / "postgres", settings=THROW_AWAY)

    def start(self) -> None:
        seeded.copy_to(self._folder)
        self._postgres.start()
        port = process.free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.environment = self._environment()
        payments = Payments.beside(
            host="127.0.0.1",
            port=port,
            directory=self._folder,
            environment=self.environment,
        )
        self.programs = Programs(
            host="127.0.0.1",
            port=port,
            directory=self._folder,
            environment=self.environment,
            payments=payments,
        )
        self.programs.start()
        self.programs.await_health()

    def stop(self) -> None:
        self.programs.stop()
        self._postgres.stop()

    def manage(self, *command: str) -> str:
        """Run a management command on this shop and return what it wrote."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.programs.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    @contextmanager
    def database(self) -> Iterator[None]:
        """Let the test's own code work in this shop's database.

        Whoever is made there can sign in: the shop knows no quick test passwords.
        """
        place = environ.Env.db_url_config(self._postgres.url(role=APPLICATION))
        with (
            self._blocker.unblock(),
            switched_to(**place),
            override_settings(PASSWORD_HASHERS=["shop.users.hashing.Argon2"]),
        ):
            yield

    def _environment(self) -> dict[str, str]:
        own = {
            name: value
            for name, value in os.environ.items()
            if name not in ("STATICFILES_STORAGE", "DJANGO_SETTINGS_MODULE")
        }
        number = self._ground.broker_number
        return own | {
            "DATA_DIR": str(self._folder),
            "SITE_URL": self.url,
            "SERVE_MEDIA": "1",
            "DEMO": "1",
            "DATABASE_URL": self._postgres.url(role=APPLICATION),
            "CELERY_BROKER_URL": self._ground.broker_url(31 + number),
            "CACHE_URL": self._ground.broker_url(47 + number),
        }


@contextmanager
def switched_to(**place: object) -> Iterator[None]:
    """Point Django's connection, in every thread, to another database: NAME, PORT …"""
    default = connections.settings["default"]
    usual = dict(default)
    connections.close_all()
    default.update(place)
    try:
        yield
    finally:
        connections.close_all()
        default.update(usual)
