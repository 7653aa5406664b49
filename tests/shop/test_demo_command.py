"""`make demo`: what it starts, refuses and stops."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
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
from tests.servers import pictures
from tests.servers.cluster import open_folder

COMMAND = [sys.executable, "-m", "shop.embedded.demo"]
READY = re.compile(r"^Ready: (http://\S+)", re.MULTILINE)
OURS = ("DATABASE_URL", "CELERY_BROKER_URL", "STATICFILES_STORAGE", "SITE_URL")


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    """One data folder for all tests here, so that only the first start seeds it.

    From nothing, but for pictures that another shop of these tests has taken.
    """
    with open_folder() as folder:
        pictures.borrow(folder / "media")
        yield folder


def environment(data_dir: Path, **others: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    return inherited | {"DATA_DIR": str(data_dir), "PORT": "0"} | others


@contextmanager
def demo(data_dir: Path, *, patience: float = 600):
    """A started demo: its process, its address, and what it said until ready."""
    said = data_dir / "said"
    with said.open("w") as output:
        running = subprocess.Popen(
            COMMAND,
            cwd=ROOT,
            env=environment(data_dir, PORT=str(process.free_port())),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + patience
        while not (ready := READY.search(said.read_text())):
            assert running.poll() is None, said.read_text()
            assert time.monotonic() < deadline, said.read_text()
            time.sleep(0.1)
        yield running, ready.group(1), said
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(60)


def test_it_starts_answers_and_stops_everything(data_dir):
    with demo(data_dir) as (running, address, _said):
        with urllib.request.urlopen(f"{address}/healthz") as response:  # noqa: S310
            assert json.load(response) == {
                "web": "ok",
                "database": "ok",
                "broker": "ok",
                "worker": "ok",
            }
        addresses = data_dir / "servers.env"
        assert stat.S_IMODE(addresses.stat().st_mode) == 0o600
        # So that `manage.py seed_demo` is there for other commands too.
        assert "DEMO=1" in addresses.read_text().splitlines()
        started = descendants(running.pid)
        assert len(started) >= 8  # PostgreSQL, Redis, gunicorn, Celery, and theirs

        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 0

    assert [pid for pid in started if is_alive(pid)] == []
    assert not addresses.exists()


def test_it_names_accounts_that_exist():
    for part in (accounts.PASSWORD, accounts.SHOPPER, accounts.NEWCOMER, "manager@"):
        assert part in ACCOUNTS
    assert "manager" in crowd.STAFF


def test_it_starts_again_in_seconds_with_its_data(data_dir):
    with demo(data_dir) as (_running, _address, _said):
        users = count_users(data_dir)
    began = time.monotonic()
    with demo(data_dir, patience=15):
        seconds = time.monotonic() - began
        assert count_users(data_dir) == users > 0
    assert seconds < 15


def test_nothing_outlives_a_killed_supervisor(data_dir):
    with demo(data_dir) as (running, _address, _said):
        started = descendants(running.pid)
        running.kill()
        running.wait()
        deadline = time.monotonic() + 30
        while any(map(is_alive, started)) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert [pid for pid in started if is_alive(pid)] == []


def test_the_end_of_a_part_ends_the_rest_and_is_named(data_dir):
    with demo(data_dir) as (running, _address, said):
        started = descendants(running.pid)
        (beat,) = (pid for pid in started if " beat " in command_of(pid))
        os.kill(beat, signal.SIGKILL)

        assert running.wait(60) == 1

    assert "beat ended" in said.read_text()
    assert [pid for pid in started if is_alive(pid)] == []


def test_a_second_demo_on_the_same_folder_is_refused(data_dir):
    with demo(data_dir):
        refused = run_to_its_end(data_dir, PORT=str(process.free_port()))

    assert refused.returncode == 2
    assert refused.stdout.startswith(f"Another demo runs on {data_dir}")


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


def count_users(data_dir: Path) -> int:
    addresses = dict(
        line.split("=", 1)
        for line in (data_dir / "servers.env").read_text().splitlines()
    )
    with psycopg.connect(addresses["DATABASE_URL"]) as connection:
        (users,) = connection.execute("SELECT count(*) FROM users_user").fetchone()
    return users


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
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def is_alive(pid: int) -> bool:
    """Whether `pid` runs; one that has ended but was not fetched does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
