"""GET /healthz names what does not answer."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from shop.celery import app as celery
from shop.operations import heartbeat, tasks
from tests.servers.live import switched_to

ALL_WELL = {
    "web": "ok",
    "database": "ok",
    "broker": "ok",
    "worker": "ok",
    "happenings": "ok",
    "guards": "ok",
}
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_all_parts_answer(client, db):
    tasks.beat_heart()

    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, ALL_WELL)


def test_a_silent_worker_is_named(client, db):
    heartbeat.record(beaten_at=timezone.now() - timedelta(seconds=61))

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json() == ALL_WELL | {"worker": "does not answer"}


def test_a_silent_broker_is_named(client, db, broker_without_server):
    tasks.beat_heart()

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json() == ALL_WELL | {"broker": "does not answer"}


def test_a_silent_database_is_named(client, django_db_blocker):
    with django_db_blocker.unblock(), switched_to(NAME="no_such_database"):
        response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json() == ALL_WELL | {
        "database": "does not answer",
        "worker": "unknown",
        "happenings": "unknown",
        "guards": "unknown",
    }


@pytest.mark.parametrize(("age", "fresh"), [(59, True), (60, False)])
def test_a_heartbeat_is_fresh_for_a_minute(db, age, fresh):
    heartbeat.record(beaten_at=NOON)

    assert heartbeat.is_fresh(at=NOON + timedelta(seconds=age)) is fresh


def test_only_one_heartbeat_is_kept(db):
    heartbeat.record(beaten_at=NOON)
    heartbeat.record(beaten_at=NOON + timedelta(seconds=5))

    assert heartbeat.Heartbeat.objects.get().beaten_at.second == 5


def test_nothing_but_reading_is_allowed(db, client):
    assert client.post("/healthz").status_code == 405


@pytest.fixture
def broker_without_server(monkeypatch):
    monkeypatch.setattr(celery.conf, "broker_write_url", "redis://127.0.0.1:1/0")
