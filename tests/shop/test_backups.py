"""F32: a backup brings the whole shop back, guards and rights included."""

import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, connections, transaction
from django.test import Client
from django.utils import timezone

from loyalty import reading
from shop.backups import manifest
from shop.embedded.fingerprints import ROOT
from shop.embedded.postgres import DATABASE, OWNER, THROW_AWAY, Postgres
from shop.forks.order.models import Order
from shop.identity.factors import has_second_factor
from shop.operations import standing
from shop.orders.paying import confirming
from shop.users.models import Session, User
from tests.conftest import GROUND
from tests.factories import (
    announce_gifts,
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    place,
)
from tests.hearing import let_all_hear
from tests.second_factors import make_app
from tests.servers import clock
from tests.servers.cluster import open_folder

HOUR = timedelta(hours=1)


def buy(member, points=0):
    at = timezone.now() - HOUR
    basket = make_basket([(make_product("20.00"), 2)], owner=member, points=points)
    order = place(basket, at=at)
    return confirming.mark_paid(number=order.number, actor=make_order_desk(), at=at)


@pytest.fixture
def shop(committed_db, settings, tmp_path, owner_connection):
    """A shop with an order, a picture and keys."""
    owner_connection.execute(clock.RUNNING)
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    (settings.MEDIA_ROOT / "images").mkdir(parents=True)
    (settings.MEDIA_ROOT / "images" / "soap.webp").write_bytes(b"a picture")
    (settings.DATA_DIR / "secret-key").write_text("the old secret")
    settings.DATABASE_OWNER_URL = GROUND.url(database=committed_db, role=OWNER)
    mei = make_member(5000, email="mei@example.com", at=timezone.now())
    announce_gifts()
    order = buy(mei, 400)
    let_all_hear()
    make_app(mei)
    Client().force_login(mei)
    return order


@pytest.fixture
def backup(shop, tmp_path):
    folder = tmp_path / "backup"
    call_command("backup", str(folder), stdout=StringIO())
    return folder


def restore(folder, data_dir, postgres: Postgres, *options: str):
    """Restore as whoever sits before a new machine."""
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", "restore", folder, *options],
        env=os.environ
        | {
            "DATA_DIR": str(data_dir),
            "DATABASE_URL": postgres.url(),
            "DATABASE_OWNER_URL": postgres.url(role=OWNER),
            "DJANGO_SETTINGS_MODULE": "shop.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def working_in(postgres: Postgres):
    default = connections.settings["default"]
    usual = dict(default)
    connections.close_all()
    default |= {
        "NAME": DATABASE,
        "PORT": postgres.port,
        "PASSWORD": postgres.password("fairpoints_app"),
    }
    try:
        yield
    finally:
        connections.close_all()
        default |= usual


def test_a_shop_comes_back_on_an_empty_machine(shop, backup):
    with open_folder() as folder:
        postgres = Postgres(folder / "postgres", settings=THROW_AWAY)
        postgres.start()
        try:
            postgres.prepare()
            data_dir = folder / "data"
            data_dir.mkdir()

            done = restore(backup, data_dir, postgres)

            assert done.returncode == 0, done.stdout + done.stderr
            assert done.stdout.endswith("\n0 differences\n")
            picture = data_dir / "media" / "images" / "soap.webp"
            assert picture.read_bytes() == b"a picture"
            assert (data_dir / "secret-key").read_text() == "the old secret"
            again = restore(backup, data_dir, postgres)
            assert "is not empty: --replace drops what is there." in again.stderr
            done = restore(backup, data_dir, postgres, "--replace")
            assert done.stdout.endswith("\n0 differences\n"), done.stdout + done.stderr
            with working_in(postgres):
                assert_alive(shop)
        finally:
            postgres.stop()


def assert_alive(order):
    """Balances are there, rights are the application's own, and one can buy."""
    assert standing.differences() == []
    mei = User.objects.get(email="mei@example.com")
    assert has_second_factor(mei)
    assert not Session.objects.exists()
    assert Order.objects.get(number=order.number).points_redeemed == 400
    assert reading.balance(member=mei, at=timezone.now()).available == 4600
    with pytest.raises(ProgrammingError), transaction.atomic():
        connection.cursor().execute("UPDATE loyalty_account SET available = 9")
    bought = buy(mei, points=600)
    assert Order.objects.get(pk=bought.pk).paid_at
    assert reading.balance(member=mei, at=timezone.now()).available == 4000
    let_all_hear()
    call_command("reconcile", stdout=StringIO())


@pytest.mark.parametrize("name", [manifest.DATABASE, manifest.MEDIA, "keys/secret-key"])
def test_a_backup_that_was_changed_is_refused(backup, name):
    path = backup / name
    path.write_bytes(path.read_bytes()[:-1] + b"!")

    with pytest.raises(CommandError, match=f"{name} is not what was backed up"):
        call_command("restore", str(backup), replace=True)


def test_only_the_manifest_itself_is_in_no_manifest(tmp_path):
    """A file of that name in a folder below is a file like any other."""
    (tmp_path / "keys").mkdir()
    for path in (manifest.NAME, f"keys/{manifest.NAME}"):
        (tmp_path / path).write_text("{}")

    assert list(manifest.checksums(tmp_path)) == [f"keys/{manifest.NAME}"]


def test_a_backup_in_part_or_of_a_newer_shop_is_refused(backup):
    text = (backup / manifest.NAME).read_text()
    newer = text.replace('"migrations": [', '"migrations": ["order.9999_later",')
    (backup / manifest.NAME).write_text(newer)
    with pytest.raises(CommandError, match=r"order\.9999_later"):
        call_command("restore", str(backup))
    (backup / manifest.MEDIA).unlink()
    with pytest.raises(CommandError, match=r"media\.tar is missing"):
        call_command("restore", str(backup))


def test_a_backup_overwrites_nothing_and_is_its_owners(backup):
    assert backup.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="is not empty"):
        call_command("backup", str(backup))


def test_a_shop_that_is_there_is_left_alone(backup):
    with pytest.raises(CommandError, match="is not empty: --replace"):
        call_command("restore", str(backup))
    assert Order.objects.exists()
