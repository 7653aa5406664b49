"""Whether each part that the shop needs answers."""

from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, connection, transaction
from kombu.exceptions import OperationalError

from shop.celery import app as celery
from shop.happenings.hearing import held_up
from shop.operations import heartbeat, standing

OK = "ok"
SILENT = "does not answer"
# Asked through the database, and so unknown while that is silent.
UNKNOWN = "unknown"
# What keeps the shop from its own books is not what it must be: manage.py reconcile.
DIFFER = "differ"


def report(*, at: datetime) -> dict[str, str]:
    """Return what each part says; all of them `OK` in a healthy shop."""
    database = _answer(_ask_database)
    return {
        "web": OK,
        "database": database,
        "broker": _answer(_ask_broker),
        "worker": _answer(lambda: _ask_worker(at)) if database == OK else UNKNOWN,
        "guards": _ask_guards() if database == OK else UNKNOWN,
    }


def delays(*, at: datetime) -> dict[str, str]:
    """Return what waits for too long, although all parts may answer."""
    try:
        held = held_up(at=at).count()
    except DatabaseError:
        return {"happenings": UNKNOWN}
    return {"happenings": f"{held} held up" if held else OK}


class NoSignOfLife(Exception):
    """No worker has written its heartbeat lately."""


def _answer(ask: Callable[[], None]) -> str:
    try:
        ask()
    except (DatabaseError, OperationalError, OSError, NoSignOfLife):
        return SILENT
    return OK


def _ask_database() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '2s'")
        cursor.execute("SELECT 1")


def _ask_guards() -> str:
    """Whether rights, triggers and definers are what the code says."""
    try:
        return DIFFER if standing.differences(bodies=False) else OK
    except DatabaseError:
        return SILENT


def _ask_broker() -> None:
    with celery.connection_for_write(connect_timeout=1) as broker:
        broker.ensure_connection(max_retries=1, timeout=2)


def _ask_worker(at: datetime) -> None:
    if not heartbeat.is_fresh(at=at):
        raise NoSignOfLife
