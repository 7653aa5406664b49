"""The epoch while others commit: what is kept is never older than it says.

Each test has a control that reads another number in its place.
"""

import threading
from contextlib import ExitStack

import psycopg
import pytest
from django.db import connection

from shop.freshness import epochs
from shop.freshness.pruning import prune
from tests.concurrency.race import race
from tests.conftest import GROUND
from tests.factories import make_category

pytestmark = pytest.mark.concurrency
# What would be simpler, and is wrong.
LAST_NUMBER = "SELECT coalesce(max(id), 0) FROM freshness_change"
DRAWN_NUMBER = "SELECT last_value FROM freshness_change_id_seq"


@pytest.fixture
def someone(committed_db):
    """Opens connections of other people: each begins a transaction at once."""
    with ExitStack() as stack:

        def come() -> psycopg.Connection:
            other = psycopg.connect(
                GROUND.url(database=committed_db, role="fairpoints_app")
            )
            return stack.enter_context(other)

        yield come


def rename(other: psycopg.Connection, name: str) -> None:
    other.execute("UPDATE catalogue_category SET name = %s", [name])


def name_kept() -> str:
    """What a page shows that is kept under the epoch."""

    def read() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM catalogue_category")
            return cursor.fetchone()[0]

    return epochs.kept("name", read)


def commit_one_after_the_other(someone) -> list[str]:
    """Two change, the later one commits first; somebody looks in between."""
    make_category("tea")
    first, second = someone(), someone()
    rename(first, "first")
    # Another table: nobody waits for anybody.
    second.execute("DELETE FROM offer_range WHERE false")
    second.commit()
    seen = [name_kept()]
    first.commit()
    return [*seen, name_kept()]


def test_who_commits_late_is_seen(someone):
    assert commit_one_after_the_other(someone)[-1] == "first"


def test_the_last_number_would_not_do(someone, monkeypatch):
    """Control: the later number was committed before the earlier one."""
    monkeypatch.setattr(epochs, "READ", LAST_NUMBER)

    assert commit_one_after_the_other(someone)[-1] != "first"


def look_before_the_commit(someone) -> list[str]:
    make_category("tea")
    other = someone()
    rename(other, "changed")
    seen = [name_kept()]
    other.commit()
    return [*seen, name_kept()]


def test_what_is_kept_before_a_commit_is_not_shown_after_it(someone):
    assert look_before_the_commit(someone)[-1] == "changed"


def test_a_number_that_is_drawn_would_not_do(someone, monkeypatch):
    """Control: it is drawn before the commit, and nothing else happens at it."""
    monkeypatch.setattr(epochs, "READ", DRAWN_NUMBER)

    assert look_before_the_commit(someone)[-1] != "changed"


def test_nobody_who_changes_waits_for_anybody(someone):
    """As checkouts do that sell the last piece each of something else."""
    one, two = someone(), someone()
    two.execute("SET lock_timeout = '2s'")

    for other in (one, two):
        other.execute("DELETE FROM offer_range WHERE false")

    one.commit()
    two.commit()


def test_the_epoch_stays_while_changes_are_put_together(someone):
    """Also when two do so at once, and while others change and commit."""
    late = someone()
    late.execute("DELETE FROM offer_range WHERE false")
    with connection.cursor() as cursor:
        for _time in range(50):
            cursor.execute("DELETE FROM offer_range WHERE false")
    before = epochs.epoch()
    seen: set[int] = set()
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            seen.add(epochs.epoch())

    def put_together() -> None:
        try:
            for _time in range(20):
                prune(most=0)
        finally:
            stop.set()

    failed = [one for one in race([look, put_together, put_together]) if one]

    assert failed == []
    assert seen == {before}
    late.commit()
    assert epochs.epoch() != before
