"""F42 and F43: while a part is away, and right after it has come back."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from django.db import connection

from shop.forks.order.models import Order
from tests.faults.town import Town

pytestmark = pytest.mark.concurrency
ORDERED = 'INSERT INTO "order_order"'
KEPT = 'UPDATE "users_session"'
# More than there are threads: each of them has a connection of its own.
MANY = 16


def look(town: Town, path: str = "/en/") -> requests.Response:
    return requests.get(f"{town.url}{path}", timeout=30)


def look_from_everywhere(town: Town) -> set[int]:
    """What many who come at once are answered."""
    with ThreadPoolExecutor(MANY) as people:
        return {
            answer.status_code
            for answer in people.map(lambda _one: look(town), range(MANY))
        }


@pytest.fixture
def without_database(town):
    wire = town.wires["web's database"]
    wire.down()
    yield
    wire.up()
    town.await_well()


def test_without_the_database_pages_ask_to_come_back(town, without_database):
    answer = look(town, "/zh-hans/")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "马上回来" in answer.text
    health = look(town, "/healthz")
    assert (health.status_code, health.json()["database"]) == (503, "does not answer")
    assert health.json()["broker"] == "ok"


def test_nobody_pays_for_a_connection_that_has_died(town):
    """Cut on the way, and ended by the server itself."""
    assert look_from_everywhere(town) == {200}

    town.wires["web's database"].cut()
    assert look_from_everywhere(town) == {200}

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = current_user AND pid <> pg_backend_pid()"
        )
    assert look_from_everywhere(town) == {200}


def hold_the_session(story, *, meanwhile):
    """The order is placed; its shopper's session is about to be kept."""
    story.review()
    wire = story.town.wires["web's database"]
    with ThreadPoolExecutor(1) as beside:
        with wire.trap(ORDERED, KEPT) as trap:
            going = beside.submit(story.press_order)
            trap.wait()
            meanwhile(wire)
        return going.result()


def test_an_order_that_stands_is_answered_although_its_connection_dies(story):
    answer = hold_the_session(story, meanwhile=lambda _wire: None)

    number = Order.objects.get(user=story.member).number
    assert answer.status_code == 302
    story.number = number
    assert story.shopper.get(f"{story.town.url}/en/checkout/pay/{number}/").ok


def test_an_order_that_stands_is_found_again_after_the_database(story):
    answer = hold_the_session(story, meanwhile=lambda wire: wire.down())
    story.town.wires["web's database"].up()
    story.town.await_well()

    assert answer.status_code == 503
    assert Order.objects.filter(user=story.member).count() == 1
    again = story.press_order()
    assert again.status_code == 302
    assert Order.objects.filter(user=story.member).count() == 1


@pytest.fixture
def without_redis(town):
    """Whoever asks is refused, web and worker."""
    wires = [town.wires[f"{name}'s broker"] for name in ("web", "worker")]
    for wire in wires:
        wire.down()
    yield
    for wire in wires:
        wire.up()
    town.await_well()


def test_a_shop_sells_without_redis(story, without_redis):
    """Nothing that decides anything is in Redis; mails leave when it is back."""
    story.review()
    began = time.monotonic()

    answer = story.press_order()

    assert answer.status_code == 302
    assert time.monotonic() - began < 3
    story.number = Order.objects.get(user=story.member).number
    health = look(story.town, "/healthz").json()
    assert (health["broker"], health["database"]) == ("does not answer", "ok")
    assert {look(story.town, path).status_code for path in ("/en/", "/en/basket/")} == {
        200
    }
