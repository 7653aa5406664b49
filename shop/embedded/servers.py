"""PostgreSQL and Redis of one data folder, and where others find them."""

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from shop.embedded.postgres import OWNER, Postgres
from shop.embedded.redis import Redis
from shop.embedded.watching import Part


class Servers:
    """`others` are more settings that commands find in `servers.env`.

    The owner's address lies apart, in `owner.env`: what answers requests has no use
    for it, and does not read it.
    """

    def __init__(self, data_dir: Path, *, others: Mapping[str, str] | None = None):
        self.others = dict(others or {})
        self.postgres = Postgres(data_dir / "postgres")
        self.redis = Redis(data_dir / "redis")
        self.file = data_dir / "servers.env"
        self.owner_file = data_dir / "owner.env"

    def start(self) -> None:
        """Start both and leave their addresses in `servers.env`.

        Settings read that file, so other commands find the running servers.
        """
        self.postgres.start()
        self.postgres.prepare()
        self.redis.start()
        _write(self.owner_file, {"DATABASE_OWNER_URL": self.owner_url()})
        _write(self.file, self.addresses() | self.others)

    def stop(self) -> None:
        self.file.unlink(missing_ok=True)
        self.owner_file.unlink(missing_ok=True)
        self.redis.stop()
        self.postgres.stop()

    def addresses(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.postgres.url(),
            "CELERY_BROKER_URL": self.redis.url(0),
            "CACHE_URL": self.redis.url(1),
        }

    def owner_url(self) -> str:
        return self.postgres.url(role=OWNER)

    def parts(self) -> list[Part]:
        """Both, as they are watched over: each comes back where it was."""
        return [
            Part(
                name=name,
                log=server.log,
                running=partial(getattr, server, "process"),
                start=server.start,
            )
            for name, server in (("PostgreSQL", self.postgres), ("Redis", self.redis))
        ]


def _write(path: Path, settings: Mapping[str, str]) -> None:
    """Write them whole and readable by their owner alone."""
    half = path.with_suffix(".partial")
    half.unlink(missing_ok=True)
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        for name, value in settings.items():
            file.write(f"{name}={value}\n")
    half.replace(path)
