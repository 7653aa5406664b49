"""What was acknowledged is there: after killed workers, and after a killed server."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from shop.embedded import process
from shop.embedded.fingerprints import ROOT
from shop.embedded.postgres import APPLICATION, DATABASE, OWNER, Postgres
from tests.concurrency import crowd
from tests.conftest import GROUND
from tests.servers import cluster

pytestmark = pytest.mark.concurrency
PROGRAM = """
import sys, django
from pathlib import Path
django.setup()
from tests.concurrency import crowd
folder = Path(sys.argv[1])
crowd.{call}
"""


@contextmanager
def program(url: str, call: str, folder: Path) -> Iterator[None]:
    """Run a function of the crowd in a process of its own, beside the block."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        "DATABASE_URL": url,
    }
    running = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(call=call), folder],
        cwd=ROOT,
        env=environment,
    )
    try:
        yield
        assert running.wait(timeout=60) == 0
    finally:
        running.kill()
        running.wait()


def postings(connection: psycopg.Connection) -> list[tuple]:
    return connection.execute(
        "SELECT account_id, version, kind, reference FROM loyalty_posting"
        " ORDER BY account_id, version"
    ).fetchall()


def acknowledged(folder: Path) -> set[tuple]:
    return {
        (line["account"], line["version"], line["kind"], line["reference"])
        for line in crowd.read(folder)
        if "made" in line
    }


def unanswered(folder: Path) -> int:
    """How many requests nobody knows the fate of."""
    lines = list(crowd.read(folder))
    answers = sum("made" in line or "refused" in line for line in lines)
    return sum("asked" in line for line in lines) - answers


def assert_the_books_are_in_order(connection: psycopg.Connection) -> None:
    assert connection.execute("SELECT * FROM ledger.differences").fetchall() == []
    resolved_twice = connection.execute(
        "SELECT account_id, related_version FROM loyalty_posting"
        " WHERE kind IN ('redemption', 'release', 'lapse')"
        " GROUP BY 1, 2 HAVING count(*) > 1"
    ).fetchall()
    assert resolved_twice == []
    from_held = connection.execute(
        "SELECT coalesce(sum(CASE 'held' WHEN dst THEN points WHEN src THEN -points"
        " END), 0) - (SELECT coalesce(sum(held), 0) FROM loyalty_account)"
        " FROM loyalty_movement"
    ).fetchone()
    assert from_held == (0,)


def assert_repeating_changes_nothing_twice(
    url: str, folder: Path, connection: psycopg.Connection
) -> None:
    """Everything asked is asked again, under the same references."""
    before = postings(connection)
    with program(url, "again(folder)", folder):
        pass
    after = postings(connection)
    requests = Counter((account, kind, ref) for account, _version, kind, ref in after)
    assert set(requests.values()) == {1}
    # What was there is as it was, and is the answer to its repetition.
    assert set(before) <= set(after)
    assert acknowledged(folder / "again") <= set(after)
    assert_the_books_are_in_order(connection)


def test_killed_workers_leave_nothing_half_done(committed_db, tmp_path):
    """L01, L08, S18: four processes, three accounts, one request in five repeated."""
    url = GROUND.url(database=committed_db, role=APPLICATION)
    with program(url, "crowd(folder, seconds=6, kills_a_second=3)", tmp_path):
        pass

    assert int((tmp_path / "killed").read_text()) >= 5
    with GROUND.connect(database=committed_db, role=OWNER) as connection:
        said = acknowledged(tmp_path)
        assert len(said) > 200
        assert said <= set(postings(connection))
        assert_the_books_are_in_order(connection)
        assert_repeating_changes_nothing_twice(url, tmp_path, connection)


@contextmanager
def crashed(
    tmp_path: Path, **settings: str
) -> Iterator[tuple[Postgres, Path, psycopg.Connection]]:
    """A server stopped at once under load, and started again."""
    journals = tmp_path / "journals"
    journals.mkdir()
    with cluster.open_folder() as folder:
        server = cluster.copy_to(
            folder / "postgres", environment=dict(os.environ), settings=settings
        )
        try:
            load = "crowd(folder, seconds=60, kills_a_second=0)"
            with program(url_of(server, APPLICATION), load, journals):
                await_load(journals)
                # SIGQUIT is PostgreSQL's immediate shutdown: a crash.
                process.stop(server.process, stop_signal=signal.SIGQUIT)
            server = Postgres(server.directory, settings=settings)
            server.start()
            with server.connect(database=DATABASE, role=OWNER) as connection:
                yield server, journals, connection
        finally:
            server.stop()


def url_of(server: Postgres, role: str) -> str:
    return server.url(database=DATABASE, role=role)


def await_load(journals: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if len(acknowledged(journals)) > 150:
            return
        time.sleep(0.1)
    raise AssertionError("The crowd made too few requests.")


def test_a_crash_of_the_server_loses_nothing_acknowledged(tmp_path):
    """L01, L08"""
    with crashed(tmp_path) as (server, journals, connection):
        assert unanswered(journals) > 0
        assert acknowledged(journals) <= set(postings(connection))
        assert_the_books_are_in_order(connection)
        assert_repeating_changes_nothing_twice(
            url_of(server, APPLICATION), journals, connection
        )


def test_control_a_server_that_answers_before_it_writes_loses_some(tmp_path):
    """The positive control: the crash is real."""
    careless = {"synchronous_commit": "off", "wal_writer_delay": "10s"}
    with crashed(tmp_path, **careless) as (_server, journals, connection):
        assert acknowledged(journals) - set(postings(connection))
        # What is left is whole all the same.
        assert_the_books_are_in_order(connection)
