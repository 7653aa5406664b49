"""The ground all tests stand on: see tests/servers/ground.py.

- `db` or `@pytest.mark.django_db`: this worker's database as the application's
  role, inside a transaction that is rolled back.
- `module_db`: the same around all tests of a module, for a world that is built once;
  each test works in a savepoint and finds the world as it was.
- `committed_db`: a fresh database for one test that really commits and may use
  threads; each thread closes its connections (`connections.close_all()`).
- `owner_connection`: a psycopg connection as the tables' owner.
"""

import os
import uuid
from collections.abc import Iterator

import django
import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import translation
from hypothesis import Phase

from shop.freshness import epochs
from shop.operations import expected
from tests.guards import without_guard
from tests.pace import budget
from tests.pace.durations import Durations
from tests.servers import clock, ground, memory, sharing
from tests.servers.live import switched_to

if settings.configured:
    raise pytest.UsageError(
        "Unset DJANGO_SETTINGS_MODULE: the tests choose their own servers first."
    )
GROUND = ground.Ground()
# For who asks only whether a test fails (tests/mutations), not on how little.
hypothesis.settings.register_profile(
    "unshrunk", phases=[Phase.explicit, Phase.reuse, Phase.generate]
)


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Set Django up: as early as that, for the conftests further down import models."""
    asked_for = pluginmanager.getplugin("pytestconfig").known_args_namespace.file_or_dir
    if asked_for and all(map(sharing.is_pure, asked_for)):
        ground.stay_away()
    else:
        memory.use_if_there_is_room()
        GROUND.take()
    os.environ["DJANGO_SETTINGS_MODULE"] = "shop.settings"
    django.setup()
    # A worker of pytest-xdist inherits the environment, and would read the settings
    # before it knows its own database.
    del os.environ["DJANGO_SETTINGS_MODULE"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Staff of tests work by password alone, but where a test says otherwise (F27).
    settings.SECOND_FACTOR_GRACE = ("example.com", "demo.example")
    # Theirs is a clock that stands still.
    expected.bodies()["clock"].add(expected.plain(clock.STOPPED_BODY))


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # workers only tell
        config.pluginmanager.register(Durations())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    worlds = {item.path for item in items if "module_db" in item.fixturenames}
    for item in items:
        if item.path in worlds and "committed_db" in item.fixturenames:
            raise pytest.UsageError(
                f"{item.nodeid}: the world of its module is in a transaction; tests"
                " that commit belong into another module."
            )
        for marker in item.iter_markers("django_db"):
            if marker.kwargs.get("transaction"):
                raise pytest.UsageError(
                    f"{item.nodeid}: the ledger cannot be flushed; use committed_db."
                )
    seconds = budget.read()
    items.sort(key=lambda item: sharing.turn(item.nodeid, seconds))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log) -> sharing.Sharing:
    return sharing.Sharing(config, log)


@pytest.fixture(scope="session")
def django_db_setup() -> Iterator[None]:
    """Give this worker a copy of the migrated template, once."""
    GROUND.create(GROUND.database)
    yield
    GROUND.drop(GROUND.database)


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """What fixtures of a module make in it stays until the module's last test."""
    with (
        django_db_blocker.unblock(),
        translation.override("en"),
        transaction.atomic(),
    ):
        yield
        transaction.set_rollback(True)


@pytest.fixture
def owner_connection(request: pytest.FixtureRequest) -> Iterator[psycopg.Connection]:
    """A connection as the owner of the tables, to the database of this test."""
    if "committed_db" not in request.fixturenames:
        request.getfixturevalue("django_db_setup")
    name = settings.DATABASES["default"]["NAME"]
    with GROUND.connect(database=name, role="fairpoints_owner") as connection:
        yield connection


@pytest.fixture
def unguarded_refunds(owner_connection: psycopg.Connection) -> Iterator[None]:
    """For who makes the books wrong: a refund can be told to be another."""
    with without_guard(owner_connection, "shop_refund_stays_what_it_is"):
        yield


@pytest.fixture
def committed_db(django_db_blocker) -> Iterator[str]:
    """A fresh database for this test alone; returns its name."""
    name = f"{GROUND.database}_{uuid.uuid4().hex[:12]}"
    GROUND.create(name)
    try:
        with django_db_blocker.unblock(), switched_to(NAME=name):
            yield name
    finally:
        GROUND.drop(name)


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if not sharing.is_pure(request.node.nodeid):
        cache.clear()
        epochs.forget()
        from shop.storefront.kept_pages import pages  # noqa: PLC0415  reads settings

        pages.forget()
