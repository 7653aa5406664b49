"""Statements that take too long are cut off: soon for a page, late for a task."""

import os
import subprocess
import sys

import pytest
import yaml
from django.db import OperationalError, connection
from django.test import Client

from shop.embedded import programs
from shop.embedded.fingerprints import ROOT
from shop.operations import tasks

ASK = """
import {entrance}, django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SHOW {setting}")
    print(cursor.fetchone()[0])
"""
ENTRANCES = {"web": "shop.wsgi", "worker": "shop.celery", "": "shop"}


def timeout_of(
    process: str, *, of: str = "statement_timeout", **environment: str
) -> str:
    """What a session of such a process says, which begins as that process does."""
    told = {"SHOP_PROCESS": process} if process == "worker" else {}
    return subprocess.run(
        [sys.executable, "-c", ASK.format(entrance=ENTRANCES[process], setting=of)],
        cwd=ROOT,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "shop.settings"}
        | told
        | environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


@pytest.mark.usefixtures("django_db_setup")
class TestSessions:
    @pytest.mark.parametrize(
        ("process", "timeout"), [("web", "10s"), ("worker", "10min"), ("", "0")]
    )
    def test_each_process_has_its_own(self, process, timeout):
        assert timeout_of(process) == timeout

    @pytest.mark.parametrize(
        ("process", "timeout"), [("web", "5s"), ("worker", "0"), ("", "0")]
    )
    def test_a_page_waits_for_a_row_only_so_long(self, process, timeout):
        assert timeout_of(process, of="lock_timeout") == timeout

    def test_the_environment_decides(self):
        chosen = {"WEB_STATEMENT_TIMEOUT": "3", "WORKER_STATEMENT_TIMEOUT": "0"}

        assert timeout_of("web", **chosen) == "3s"
        assert timeout_of("worker", **chosen) == "0"


def test_the_demos_processes_are_told_what_they_are(tmp_path, monkeypatch):
    told = {}

    def start(command, *, env, **_rest):
        told[command[2]] = env["SHOP_PROCESS"]

    monkeypatch.setattr(programs.process, "start", start)
    programs.Programs(
        host="127.0.0.1", port=1, directory=tmp_path, environment={}
    ).start()

    assert told["gunicorn"] == "web"
    assert set(told) == {"gunicorn", "celery"}


def test_the_worker_of_the_topology_is_told_what_it_is():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]

    assert services["worker"]["environment"]["SHOP_PROCESS"] == "worker"
    assert "SHOP_PROCESS" not in services["migrate"]["environment"]


@pytest.fixture
def impatient(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '50ms'")


@pytest.mark.usefixtures("impatient")
class TestCutOff:
    def test_a_statement_is_cut_off(self):
        with (
            pytest.raises(OperationalError, match="statement timeout"),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT pg_sleep(5)")

    def test_the_monitor_still_gets_its_answer(self, client):
        tasks.beat_heart()

        assert client.get("/healthz").status_code == 200

    def test_a_shopper_reads_that_it_can_be_asked_again(self, monkeypatch):
        def slow(request):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(5)")

        monkeypatch.setattr("shop.storefront.views.front_tiles", slow)

        page = Client(raise_request_exception=False).get("/zh-hans/")

        assert (page.status_code, page["Retry-After"]) == (503, "5")
        assert '<html lang="zh-Hans">' in page.text
