"""A change commits while a page is made: nobody sees the old page afterwards."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier, Event

import psycopg
import pytest
from django.db import connections
from django.test import Client

from shop.freshness import epochs
from shop.storefront import keeping_pages, views
from shop.storefront.flights import Flight
from tests.conftest import GROUND
from tests.factories import make_product

pytestmark = pytest.mark.concurrency


@pytest.fixture
def rename(committed_db):
    """Somebody else calls everything so, and commits."""

    def do(name: str) -> None:
        url = GROUND.url(database=committed_db, role="fairpoints_app")
        with psycopg.connect(url) as other:
            other.execute("UPDATE catalogue_product SET title_en = %s", [name])

    return do


@pytest.fixture
def renamed_meanwhile(rename, monkeypatch):
    """Once, after the goods of a page were read and before the page is there."""
    make_product(title="Before")
    tiles, times = views.tiles, []

    def read_then_rename(*what, **how):
        shown = tiles(*what, **how)
        if not times:
            times.append(1)
            rename("After")
        return shown

    monkeypatch.setattr(views, "tiles", read_then_rename)


def look() -> str:
    return Client().get("/en/catalogue/").text


def test_what_was_made_meanwhile_is_shown_to_nobody_else(renamed_meanwhile):
    assert "Before" in look()
    assert "After" in look()


def test_an_epoch_read_afterwards_would_not_do(renamed_meanwhile, monkeypatch):
    """Control: it would say that the old page is of the new epoch."""
    page = keeping_pages._page

    def read_now(response, making):
        return page(
            response,
            keeping_pages.Making(epochs._read(), making.at, making.route),
        )

    monkeypatch.setattr(keeping_pages, "_page", read_now)
    assert "Before" in look()
    assert "After" not in look()


MANY = 20


@pytest.fixture
def made(committed_db, monkeypatch):
    """How often the list of goods was made for many who came at once."""
    make_product(title="Before")
    look()  # what a process reads once
    times, tiles = [], views.tiles

    def read_slowly(*what, **how):
        times.append(1)
        time.sleep(0.3)
        return tiles(*what, **how)

    monkeypatch.setattr(views, "tiles", read_slowly)

    def many_at_once(change) -> tuple[int, set[str]]:
        change("After")
        times.clear()
        together = Barrier(MANY)

        def come(_one: int) -> str:
            together.wait()
            try:
                return look()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(MANY) as threads:
            seen = set(threads.map(come, range(MANY)))
        return len(times), seen

    return many_at_once


def test_of_many_at_once_the_first_makes_the_page(made, rename, monkeypatch):
    """After a change all of them show it, and one of them made it."""
    monkeypatch.setattr(keeping_pages, "LONGEST_WAIT", 60)

    times, seen = made(rename)

    assert times == 1
    assert all("After" in page and "Before" not in page for page in seen)


def test_many_who_do_not_wait_make_it_many_times(made, rename, monkeypatch):
    """Control: all of them are the first."""
    monkeypatch.setattr(
        keeping_pages.flights, "of", lambda _what: nullcontext(Flight(is_first=True))
    )

    times, _seen = made(rename)

    assert times > MANY / 2


def test_who_comes_after_a_change_does_not_wait_for_what_was_before(
    made, rename, monkeypatch
):
    """Nor is shown it: a page is made for each state, whoever is first."""
    entered = Event()
    tiles = views.tiles

    def rename_while_it_is_made(*what, **how):
        shown = tiles(*what, **how)
        if not entered.is_set():
            entered.set()
            rename("Later")
        return shown

    monkeypatch.setattr(views, "tiles", rename_while_it_is_made)

    made(rename)

    assert "Later" in look()


def test_who_has_waited_long_enough_makes_it(made, rename, monkeypatch):
    """Nobody hangs on somebody who is stuck."""
    monkeypatch.setattr(keeping_pages, "LONGEST_WAIT", 0.01)

    times, seen = made(rename)

    assert times > MANY / 2
    assert all("After" in page for page in seen)
