"""A whole shop with demo data: web, worker and beat as in `make demo`."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import global_settings
from django.db import connections
from django.test import override_settings

from shop.embedded import process
from shop.embedded.fingerprints import ROOT
from shop.embedded.payments import Payments
from shop.embedded.postgres import APPLICATION, OWNER
from shop.embedded.programs import Programs
from tests.servers import clock, pictures
from tests.servers.ground import Ground


class LiveShop:
    """What a journey needs of the shop it visits."""

    def __init__(self, *, ground: Ground, folder: Path, blocker):
        self.database_name = f"{ground.database}_live"
        self.mail = folder / "mail"
        self._folder = folder
        self._ground = ground
        self._blocker = blocker
        port = process.free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("STATICFILES_STORAGE", "DJANGO_SETTINGS_MODULE")
        } | {
            "DATA_DIR": str(folder),
            "SITE_URL": self.url,
            "SERVE_MEDIA": "1",
            "DEMO": "1",
            "DATABASE_URL": self._database_url(APPLICATION),
            "DATABASE_OWNER_URL": self._database_url(OWNER),
            "CELERY_BROKER_URL": ground.broker_url(31 + ground.broker_number),
            "CACHE_URL": ground.broker_url(47 + ground.broker_number),
        }
        payments = Payments.beside(
            host="127.0.0.1", port=port, directory=folder, environment=self.environment
        )
        self.programs = Programs(
            host="127.0.0.1",
            port=port,
            directory=folder,
            environment=self.environment,
            payments=payments,
        )

    def start(self) -> None:
        self._ground.create(self.database_name)
        with self._ground.connect(database=self.database_name, role=OWNER) as owner:
            owner.execute(clock.RUNNING)
        self.manage("collectstatic", "--no-input", "-v0")
        with pictures.kept(self._folder / "media"):
            self.manage("seed_demo")
        self.programs.start()
        self.programs.await_health()

    def stop(self) -> None:
        self.programs.stop()
        self._ground.drop(self.database_name)

    def manage(self, *command: str) -> str:
        """Run a management command on this shop and return what it wrote."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
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
        with (
            self._blocker.unblock(),
            switched_to(self.database_name),
            override_settings(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS),
        ):
            yield

    def _database_url(self, role: str) -> str:
        return self._ground.url(database=self.database_name, role=role)


@contextmanager
def switched_to(name: str) -> Iterator[None]:
    """Point Django's connection, in every thread, to another database."""
    default = connections.settings["default"]
    usual = default["NAME"]
    connections.close_all()
    default["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        default["NAME"] = usual
