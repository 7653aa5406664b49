"""A shop of real processes, with a proxy on every wire that can break.

Web, worker and the payment service run as in `make demo`, but without beat: a
test says when the sweeps run. PostgreSQL and Redis are this shop's own.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from urllib.request import Request, urlopen

import environ
import redis
from django.core.mail import backends
from django.db import connections
from django.test import override_settings

from shop.embedded import process
from shop.embedded.fingerprints import ROOT
from shop.embedded.payments import Payments
from shop.embedded.postgres import THROW_AWAY, Postgres
from shop.embedded.redis import Redis
from tests.faults.mailbox import Mailbox
from tests.faults.proxy import Proxy
from tests.payment_services import entry
from tests.servers import cluster
from tests.servers.live import switched_to

# What was acknowledged must outlive a crash of the server.
SETTINGS = THROW_AWAY | {"synchronous_commit": "on"}
PATIENCE = 20


class Town:
    """The shop and what surrounds it. Enter it to start it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.mailbox = Mailbox()
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    @contextmanager
    def open(self) -> Iterator["Town"]:
        with ExitStack() as stack:
            stack.callback(self.mailbox.stop)
            self.postgres = cluster.copy_to(
                self.folder / "postgres",
                environment=dict(os.environ),
                settings=SETTINGS,
            )
            stack.callback(self._stop_database)
            self.redis = Redis(self.folder / "redis", durable=False)
            self.redis.start()
            stack.callback(self.redis.stop)
            self._lay_wires(stack)
            stack.callback(lambda: process.stop(*self._running.values()))
            self._start_programs()
            with self._own_settings():
                yield self

    def _stop_database(self) -> None:
        """The server of now: it may be another one than at the start."""
        self.postgres.stop()

    def _lay_wires(self, stack: ExitStack) -> None:
        def database() -> tuple[str, int]:
            return ("127.0.0.1", self.postgres.port)

        def broker() -> tuple[str, int]:
            return ("127.0.0.1", self.redis.port)

        self.wires = {
            "web's database": Proxy(database),
            "worker's database": Proxy(database),
            "web's broker": Proxy(broker),
            "worker's broker": Proxy(broker),
            "mail": Proxy(lambda: self.mailbox.address),
        }
        for wire in self.wires.values():
            stack.callback(wire.close)

    def _start_programs(self) -> None:
        port = process.free_port()
        self.url = f"http://127.0.0.1:{port}"
        own = {
            name: value
            for name, value in os.environ.items()
            if name != "DJANGO_SETTINGS_MODULE"
        } | {"DATA_DIR": str(self.folder), "SITE_URL": self.url}
        payments = Payments.beside(
            host="127.0.0.1", port=port, directory=self.folder, environment={}
        )
        assert payments is not None
        self.payments = payments
        own |= payments.environment()
        self._start("payments", own, *payments.command())
        self._start(
            "web",
            own | self._environment("web"),
            "gunicorn",
            "shop.wsgi",
            f"--bind=127.0.0.1:{port}",
            "--workers=1",
            "--worker-class=gthread",
            "--threads=4",
            "--graceful-timeout=2",
            "--no-control-socket",
            # A killed worker's successor is there at once.
            "--preload",
        )
        self._start(
            "worker",
            own | self._environment("worker"),
            *("celery", "--app=shop", "worker", "--concurrency=1"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
            "--loglevel=WARNING",
        )
        self.await_well()

    def _environment(self, name: str) -> dict[str, str]:
        broker = _moved(self.redis.url(), self.wires[f"{name}'s broker"].port)
        return {
            "DATABASE_URL": _moved(
                self.postgres.url(), self.wires[f"{name}'s database"].port
            ),
            "CELERY_BROKER_URL": broker,
            "CACHE_URL": broker,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.wires['mail'].port}",
        }

    def _start(self, name: str, environment: dict[str, str], *command: str) -> None:
        self._running[name] = process.start(
            [sys.executable, "-m", *command],
            log=self.folder / f"{name}.log",
            env=environment,
            cwd=ROOT,
        )

    @contextmanager
    def _own_settings(self) -> Iterator[None]:
        """Let the test's own code work in this shop, past the proxies."""
        given = self.payments.environment()
        host, port = self.mailbox.address
        with (
            switched_to(**self._place()),
            override_settings(
                PAYMENT_PROVIDERS={
                    "stripe": entry(
                        given["STRIPE_API_BASE"],
                        secret_key=given["STRIPE_SECRET_KEY"],
                        webhook_secret=given["STRIPE_WEBHOOK_SECRET"],
                    )
                },
                EMAIL_BACKEND=f"{backends.__name__}.smtp.EmailBackend",
                EMAIL_HOST=host,
                EMAIL_PORT=port,
                SITE_URL=self.url,
            ),
        ):
            yield

    def _place(self) -> dict[str, object]:
        return environ.Env.db_url_config(self.postgres.url())

    # -- What can be done to it --------------------------------------------------

    def kill(self, name: str) -> None:
        """Kill the process that works for `name`; its parent starts another."""
        parent = self._running[name].pid
        for child in _children(parent):
            os.kill(child, signal.SIGKILL)

    def crash_database(self) -> None:
        """Stop the server at once, and start it again: it recovers from its log."""
        process.stop(self.postgres.process, stop_signal=signal.SIGQUIT)
        self.postgres = Postgres(self.postgres.directory, settings=SETTINGS)
        self.postgres.start()
        connections.close_all()
        connections.settings["default"].update(self._place())

    def order_fault(self, **fault: object) -> None:
        """Have the payment service misbehave: shop/embedded/simulator/control.py."""
        self.control("faults", fault)

    def control(self, order: str, told: dict[str, object]) -> None:
        request = Request(  # noqa: S310  on this machine
            f"{self.payments.address}/control/{order}",
            json.dumps(told).encode(),
            {"Authorization": f"Bearer {self.payments.secret_key}"},
        )
        with urlopen(request):  # noqa: S310
            pass

    def await_well(self) -> None:
        """Return once web and worker answer again."""
        assert eventually(self._web_answers, patience=60)
        assert eventually(self._worker_answers, patience=60)

    def _web_answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/en/", timeout=10):  # noqa: S310
                return True
        except OSError:
            return False

    def _worker_answers(self) -> bool:
        """Whether the worker takes what lies in the queue: somebody waits for it."""
        with redis.Redis.from_url(self.redis.url()) as client:
            return any(
                known["cmd"] == "brpop" for known in client.client_list()
            ) and not client.llen("celery")

    def complaints(self, text: str) -> int:
        """How often web has said so."""
        return (self.folder / "web.log").read_text().count(text)


def eventually(holds: Callable[[], bool], *, patience: float = PATIENCE) -> bool:
    """Whether something comes true in time."""
    deadline = time.monotonic() + patience
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _moved(url: str, port: int) -> str:
    split = urlsplit(url)
    user, _at, _host = split.netloc.rpartition("@")
    return urlunsplit(split._replace(netloc=f"{user}@127.0.0.1:{port}"))


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]
