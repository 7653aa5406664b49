"""The shop's own processes: web, worker, beat, and a payment service to try."""

import http.client
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from pathlib import Path

from shop.embedded import process
from shop.embedded.fingerprints import ROOT
from shop.embedded.payments import WILDCARDS, Payments
from shop.embedded.watching import Part


class Programs:
    """Web, worker and beat with one environment, each with a log in `directory`.

    With `payments` the simulator of a payment service runs beside them.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        directory: Path,
        environment: Mapping[str, str],
        payments: Payments | None = None,
    ):
        self.host = host
        self.port = port
        self.directory = directory
        self.environment = dict(environment)
        # None of them works as the owner of the tables.
        self.environment.pop("DATABASE_OWNER_URL", None)
        self.payments = payments
        if payments:
            self.environment |= payments.environment()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.commands: dict[str, tuple[str, ...]] = {}

    def start(self) -> None:
        if self.payments:
            self.start_one("payments", *self.payments.command())
        schedule = self.directory / "celerybeat-schedule"
        self.start_one("web", *_web(self.host, self.port))
        self.start_one("worker", *_celery("worker", "--concurrency=2", *QUIET_WORKER))
        self.start_one("beat", *_celery("beat", f"--schedule={schedule}", "--pidfile="))

    def start_one(self, name: str, *command: str) -> None:
        self.commands[name] = command
        self.running[name] = process.start(
            [sys.executable, "-m", *command],
            log=self.log(name),
            env=self.environment | {"SHOP_PROCESS": name},
            cwd=ROOT,
        )

    def stop(self) -> None:
        """Let all of them finish what they are doing, and wait for that."""
        process.stop(*self.running.values())
        self.running.clear()

    def stop_one(self, name: str) -> None:
        process.stop(self.running.pop(name))

    def parts(self) -> list[Part]:
        """All of them, as they are watched over."""
        return [
            Part(
                name=name,
                log=self.log(name),
                running=partial(self.running.get, name),
                start=partial(self._start_again, name),
            )
            for name in self.running
        ]

    def _start_again(self, name: str) -> None:
        # Its own children may have outlived it, and hold the port.
        self.stop_one(name)
        self.start_one(name, *self.commands[name])

    def ended(self) -> list[str]:
        """Return the names of those which should run and do not."""
        return [
            name for name, running in self.running.items() if running.poll() is not None
        ]

    def await_health(self, *, patience: float = 180) -> None:
        """Return once the shop says that all its parts answer.

        Raises DidNotStart, naming what ended or does not answer.
        """
        deadline = time.monotonic() + patience
        answer = "nothing answers"
        while time.monotonic() < deadline:
            if names := self.ended():
                raise process.DidNotStart(
                    f"{names[0]} ended{process.tail(self.log(names[0]))}"
                )
            status, answer = self.ask_health()
            if status == HTTPStatus.OK:
                return
            time.sleep(0.2)
        raise process.DidNotStart(f"The shop is not well: {answer}")

    def ask_health(self) -> tuple[int, str]:
        """Return the status and the text of /healthz, 0 when nothing answers."""
        host = WILDCARDS.get(self.host, self.host)
        connection = http.client.HTTPConnection(host, self.port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            response = connection.getresponse()
            return response.status, response.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            return 0, str(error)
        finally:
            connection.close()

    def log(self, name: str) -> Path:
        return self.directory / f"{name}.log"


# One worker needs no news of others; asking for it delays its start by a second.
QUIET_WORKER = ("--without-gossip", "--without-mingle", "--without-heartbeat")


def _web(host: str, port: int) -> tuple[str, ...]:
    bracketed = f"[{host}]" if ":" in host else host
    return (
        "gunicorn",
        "shop.wsgi",
        f"--bind={bracketed}:{port}",
        "--workers=2",
        "--worker-class=gthread",
        "--threads=4",
        "--preload",
        "--graceful-timeout=5",
        "--no-control-socket",
    )


def _celery(*arguments: str) -> tuple[str, ...]:
    return ("celery", "--app=shop", *arguments, "--loglevel=WARNING")
