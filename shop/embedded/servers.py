"""PostgreSQL and Redis of one data folder, and where others find them."""

import os
from collections.abc import Mapping
from pathlib import Path

from shop.embedded.postgres import OWNER, Postgres
from shop.embedded.redis import Redis


class Servers:
    """`others` are more settings that commands find in `servers.env`."""

    def __init__(self, data_dir: Path, *, others: Mapping[str, str] | None = None):
        self.others = dict(others or {})
        self.postgres = Postgres(data_dir / "postgres")
        self.redis = Redis(data_dir / "redis")
        self.file = data_dir / "servers.env"

    def start(self) -> None:
        """Start both and leave their addresses in `servers.env`.

        Settings read that file, so other commands find the running servers.
        """
        self.postgres.start()
        self.postgres.prepare()
        self.redis.start()
        self._write_addresses()

    def stop(self) -> None:
        self.file.unlink(missing_ok=True)
        self.redis.stop()
        self.postgres.stop()

    def addresses(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.postgres.url(),
            "DATABASE_OWNER_URL": self.postgres.url(role=OWNER),
            "CELERY_BROKER_URL": self.redis.url(0),
            "CACHE_URL": self.redis.url(1),
        }

    def ended(self) -> list[str]:
        """Return the names of those which should run and do not."""
        started = {"PostgreSQL": self.postgres.process, "Redis": self.redis.process}
        return [
            name
            for name, running in started.items()
            if running is not None and running.poll() is not None
        ]

    def _write_addresses(self) -> None:
        """Write them whole and readable by their owner alone."""
        partial = self.file.with_suffix(".partial")
        partial.unlink(missing_ok=True)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            for name, value in (self.addresses() | self.others).items():
                file.write(f"{name}={value}\n")
        partial.replace(self.file)
