"""`make demo`: what it starts, refuses and stops.

That it starts from nothing, tests/servers/seeded.py shows: these tests go on with
what it has left. One that finds a demo running takes it; one that ends it leaves
none.
"""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from shop.demo import accounts, crowd
from shop.embedded import process
from shop.embedded.demo import ACCOUNTS
from shop.embedded.fingerprints import ROOT
from tests.servers import seeded
from tests.servers.cluster import open_folder
from tests.servers.demo import COMMAND, environment

READY = re.compile(r"^Ready: (http://\S+)", re.MULTILINE)


class Supervised:
    """The demo on one folder, or none: at most one runs."""

    def __init__(self, data_dir: Path):
        self.data_dir = data_dir
        self.process: subprocess.Popen[bytes] | None = None
        self.address = ""

    def start(self, *, patience: float = 180) -> None:
        """Return when it is ready, or right away if it runs."""
        if self.process and self.process.poll() is None:
            return
        with self._file().open("w") as output:
            self.process = subprocess.Popen(
                COMMAND,
                cwd=ROOT,
                env=environment(self.data_dir, PORT=str(process.free_port())),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + patience
        while not (ready := READY.search(self.said())):
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)
        self.address = ready.group(1)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Return its exit status."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(60)

    def said(self) -> str:
        return self._file().read_text()

    def programs(self) -> list[int]:
        """Everything that it has started."""
        assert self.process is not None
        return descendants(self.process.pid)

    def count_users(self) -> int:
        return self.ask("SELECT count(*) FROM users_user")

    def addresses(self) -> dict[str, str]:
        lines = (self.data_dir / "servers.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def ask(self, question: str) -> int:
        with psycopg.connect(self.addresses()["DATABASE_URL"]) as connection:
            (answer,) = connection.execute(question).fetchone()
        return answer

    def _file(self) -> Path:
        return self.data_dir / "said"


@pytest.fixture(scope="module")
def supervised() -> Iterator[Supervised]:
    with open_folder() as folder:
        seeded.copy_to(folder)
        demo = Supervised(folder)
        try:
            yield demo
        finally:
            if demo.process:
                demo.stop()


@pytest.fixture
def running(supervised) -> Supervised:
    supervised.start()
    return supervised


def test_it_starts_answers_and_stops_everything(running):
    with urllib.request.urlopen(f"{running.address}/healthz") as response:  # noqa: S310
        assert json.load(response) == {
            "web": "ok",
            "database": "ok",
            "broker": "ok",
            "worker": "ok",
            "guards": "ok",
            "happenings": "ok",
        }
    addresses = running.data_dir / "servers.env"
    assert stat.S_IMODE(addresses.stat().st_mode) == 0o600
    started = running.programs()
    assert len(started) >= 8  # PostgreSQL, Redis, gunicorn, Celery, and theirs

    # So that `manage.py seed_demo` is there for other commands too.
    assert "DEMO=1" in addresses.read_text().splitlines()
    assert running.stop(signal.SIGINT) == 0

    assert [pid for pid in started if is_alive(pid)] == []
    assert not addresses.exists()


def test_it_names_accounts_that_exist():
    for part in (accounts.PASSWORD, accounts.SHOPPER, accounts.NEWCOMER, "manager@"):
        assert part in ACCOUNTS
    assert "manager" in crowd.STAFF


def test_it_starts_again_in_seconds_with_its_data(running):
    """What a former start prepared is not prepared again, which took a minute."""
    users = running.count_users()
    running.stop()

    running.start()

    assert running.count_users() == users > 0
    for prepared in ("Tables", "Stylesheets", "Demo data", "Documents"):
        assert prepared not in running.said()


def test_a_second_demo_on_the_same_folder_is_refused(running):
    refused = run_to_its_end(running.data_dir, PORT=str(process.free_port()))

    assert refused.returncode == 2
    assert refused.stdout.startswith(f"Another demo runs on {running.data_dir}")


def test_nothing_outlives_a_killed_supervisor(running):
    started = running.programs()
    running.stop(signal.SIGKILL)

    deadline = time.monotonic() + 30
    while any(map(is_alive, started)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [pid for pid in started if is_alive(pid)] == []


LAST_HEARTBEAT = "SELECT extract(epoch FROM beaten_at) FROM operations_heartbeat"
PARTS = {
    "PostgreSQL": "/postgres -D ",
    "Redis": "/redis-server ",
    "payments": "shop.embedded.simulator",
    "web": "gunicorn",
    "worker": " worker ",
    "beat": " beat ",
}


def first_of(demo: Supervised, name: str) -> int:
    """The process of a part that has started the others of it."""
    mine = [pid for pid in demo.programs() if PARTS[name] in command_of(pid)]
    parents = {pid: parent_of(Path(f"/proc/{pid}/stat")) for pid in mine}
    (first,) = (pid for pid in mine if parents[pid] == demo.process.pid)
    return first


@pytest.mark.parametrize(
    "killed", [list(PARTS), ["PostgreSQL", "Redis"]], ids=["all", "servers"]
)
def test_f42_what_dies_is_started_again(running, killed):
    """F42: the others go on, and find the servers where they were."""
    before = {name: first_of(running, name) for name in PARTS}
    said = len(running.said())
    users = running.count_users()

    with busy(running):
        for name in killed:
            os.kill(before[name], signal.SIGKILL)

    killed_at = time.time()
    deadline = time.monotonic() + 60
    while not (came_back(running, killed, before) and is_well(running, killed_at)):
        assert running.process.poll() is None, running.said()
        assert time.monotonic() < deadline, running.said()
        time.sleep(0.2)
    assert (
        re.findall(r"(\w+) ended; it is started again", running.said()[said:]) >= killed
    )
    for name in set(PARTS) - set(killed):
        assert first_of(running, name) == before[name]
    assert running.count_users() == users


@contextmanager
def busy(demo: Supervised) -> Iterator[None]:
    """A statement is under way that would not notice for minutes that its server has
    died; a new one does not start beside it."""
    connection = psycopg.connect(demo.addresses()["DATABASE_URL"])
    connection.pgconn.send_query(
        b"SELECT count(*) FROM generate_series(1, 10000000000)"
    )
    time.sleep(0.5)
    yield
    connection.close()


def came_back(demo: Supervised, killed: list[str], before: dict[str, int]) -> bool:
    try:
        return all(first_of(demo, name) != before[name] for name in killed)
    except ValueError:  # not there yet
        return False


def is_well(demo: Supervised, since: float) -> bool:
    """Whether the whole way works: a heartbeat by beat, broker and worker."""
    try:
        with urllib.request.urlopen(f"{demo.address}/healthz"):  # noqa: S310
            return demo.ask(LAST_HEARTBEAT) > since
    except (OSError, psycopg.OperationalError):
        return False


def test_f31_what_answers_requests_does_not_know_the_owners_address(running):
    owner = (running.data_dir / "owner.env").read_text().partition("=")[2].strip()
    assert stat.S_IMODE((running.data_dir / "owner.env").stat().st_mode) == 0o600

    for name in ("web", "worker", "beat"):
        told = Path(f"/proc/{first_of(running, name)}/environ").read_text()
        assert "DATABASE_URL=" in told
        assert owner not in told
    assert owner not in (running.data_dir / "servers.env").read_text()


def test_a_taken_port_is_refused(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        refused = run_to_its_end(tmp_path, PORT=str(port))

    assert refused.returncode == 2
    assert refused.stdout == (
        f"Cannot listen on 127.0.0.1, port {port} (Address already in use):"
        " choose another, PORT=8001 make demo.\n"
    )


@pytest.mark.parametrize("port", ["0", "-1", "65536", "http", "٣"])
def test_a_port_that_is_none_is_refused(tmp_path, port):
    refused = run_to_its_end(tmp_path, PORT=port)

    assert refused.returncode == 2
    assert refused.stdout == (f"PORT must be a number from 1 to 65535, not {port!r}.\n")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").touch()

    refused = run_to_its_end(tmp_path / "file", PORT=str(process.free_port()))

    assert refused.returncode == 2
    assert refused.stdout.startswith(f"Cannot write to {tmp_path / 'file'}")


def test_make_refuses_an_old_python(tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2\n')
    old.chmod(0o755)

    refused = subprocess.run(
        ["make", "--silent", f"PYTHON={old}", f"VENV={tmp_path / 'venv'}", "demo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode == 2
    assert refused.stderr.startswith("Python 3.11 or newer is needed, ")
    assert "is 3.9.2" in refused.stderr


def run_to_its_end(data_dir: Path, **others: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        COMMAND,
        cwd=ROOT,
        env=environment(data_dir, **others),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )


def descendants(pid: int) -> list[int]:
    """Return the processes that `pid` started, and those which they started."""
    children = [
        int(status.parent.name)
        for status in Path("/proc").glob("[0-9]*/stat")
        if parent_of(status) == pid
    ]
    return [*children, *(one for child in children for one in descendants(child))]


def parent_of(status: Path) -> int | None:
    try:
        return int(status.read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


def command_of(pid: int) -> str:
    """What it was called with; nothing when it has ended meanwhile."""
    try:
        told = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return told.replace(b"\0", b" ").decode()


def is_alive(pid: int) -> bool:
    """Whether `pid` runs; one that has ended but was not fetched does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
