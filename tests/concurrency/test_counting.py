"""What a process has counted is brought up to date by what was written since.

The control takes the newest transaction for the oldest that still runs: then what
commits late, though it began early, is never counted.
"""

from threading import Event

import pytest
from django.db import connection, transaction

from shop.forks.catalogue.models import Product
from shop.storefront import counting
from shop.storefront.counting import Tally, tally
from tests.concurrency.race import race
from tests.factories import make_product
from tests.servers import tiles

pytestmark = pytest.mark.concurrency


@pytest.fixture
def goods(committed_db, owner_connection) -> list[Product]:
    owner_connection.execute(tiles.AT_COMMIT)
    return [make_product("5.00", title=f"P{number}") for number in range(4)]


def shown(counted: Tally) -> dict[str, int]:
    return {mark: bits for mark, bits in counted.goods.items() if bits}


def counted_anew() -> dict[str, int]:
    return shown(counting._renewed(None))


def test_each_change_is_counted(goods):
    before = tally()
    assert before.goods["listed"].bit_count() == 4

    goods[0].stockrecords.update(price=30, num_in_stock=0)
    goods[1].delete()
    make_product("80.00", categories=["tea"])

    after = tally()
    assert shown(after) == counted_anew() != shown(before)
    assert after.goods["price:0"].bit_count() == 2
    assert after.goods["listed"].bit_count() == 4


def test_what_is_rolled_back_is_not_counted(goods):
    before = shown(tally())

    with transaction.atomic():
        Product.objects.update(is_public=False)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert "listed" not in tally().goods
        transaction.set_rollback(True)

    assert shown(tally()) == before


def late_and_early(goods: list[Product]) -> None:
    """One begins first and commits last; between, goods are counted twice."""
    begun, counted = Event(), Event()

    def late() -> None:
        with transaction.atomic():
            goods[0].stockrecords.update(price=30)
            begun.set()
            counted.wait(5)

    def early() -> None:
        begun.wait(5)
        goods[1].stockrecords.update(price=30)
        tally()
        counted.set()

    assert race([late, early]) == [None, None]


def test_who_commits_late_is_counted(goods):
    late_and_early(goods)

    assert tally().goods["price:2"].bit_count() == 2
    assert shown(tally()) == counted_anew()


def test_by_the_newest_transaction_it_is_not(goods, monkeypatch):
    assert "snapshot_xmin" in counting.READ
    newest = counting.READ.replace("snapshot_xmin", "snapshot_xmax")
    monkeypatch.setattr(counting, "READ", newest)

    late_and_early(goods)

    assert tally().goods["price:2"].bit_count() == 1


def test_another_server_is_counted_anew(goods):
    known = tally()
    ahead = Tally({}, known.as_of + 1000, {})

    assert shown(counting._renewed(ahead)) == shown(known)
