"""Numbers without gaps while some orders fail. Each test has its control."""

from functools import partial

import pytest
from django.db import connection

from shop.documents import issuing
from shop.documents.models import Document, Series
from shop.forks.order.models import Order
from shop.orders.paying import confirming
from tests.concurrency.race import meet_before, race, without_row_locks
from tests.factories import NOW, make_basket, make_order_desk, make_product, place

pytestmark = pytest.mark.concurrency
ORDERS = 12


class Unlucky(Exception):
    """What happens to every third payment, after its number was taken."""


@pytest.fixture
def slow(monkeypatch):
    """Between reading a number and writing it, the others get a chance."""
    meet_before(monkeypatch, Series, "save")


@pytest.fixture
def unlucky(monkeypatch):
    """Every third payment fails when its invoice is written already."""
    happen = confirming.happen

    def fail_for_some(*, reference, **told):
        if Order.objects.get(number=reference).pk % 3 == 0:
            raise Unlucky
        happen(reference=reference, **told)

    monkeypatch.setattr(confirming, "happen", fail_for_some)


def pay_all_at_once() -> list[str]:
    """Pay orders at the same time; return how each came out."""
    desk, product = make_order_desk(), make_product("10.00")
    numbers = [place(make_basket([(product, 1)])).number for _n in range(ORDERS)]
    results = race(
        [
            partial(confirming.mark_paid, number=number, actor=desk, at=NOW)
            for number in numbers
        ]
    )
    return [type(result).__name__ for result in results]


def invoiced() -> list[int]:
    numbers = Document.objects.filter(kind="invoice").values_list("number", flat=True)
    return sorted(numbers)


def test_numbers_have_no_gaps_though_some_payments_fail(committed_db, unlucky):
    came_out = pay_all_at_once()

    assert came_out.count("Unlucky") == ORDERS // 3
    assert invoiced() == list(range(1, ORDERS - ORDERS // 3 + 1))
    assert Series.objects.get(code="invoice").next_number == len(invoiced()) + 1


def test_control_a_sequence_leaves_gaps(
    committed_db, unlucky, monkeypatch, owner_connection
):
    """The same with a PostgreSQL sequence, which no rollback takes back."""
    owner_connection.execute("CREATE SEQUENCE by_sequence")
    owner_connection.execute("GRANT USAGE ON by_sequence TO fairpoints_app")
    owner_connection.execute("DROP TRIGGER no_gaps ON documents_series")
    owner_connection.commit()
    taken = []

    def from_sequence(*, kind, count=1):
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('by_sequence')")
            taken.append(number := cursor.fetchone()[0])
        return Series.objects.get(code=kind), range(number, number + 1)

    monkeypatch.setattr(issuing.numbering, "take_numbers", from_sequence)

    pay_all_at_once()

    assert sorted(taken) == list(range(1, ORDERS + 1))
    assert len(invoiced()) < ORDERS
    assert invoiced() != list(range(1, len(invoiced()) + 1))


def test_control_without_the_series_lock_a_number_is_taken_twice(
    committed_db, slow, monkeypatch
):
    without_row_locks(monkeypatch)

    assert "IntegrityError" in pay_all_at_once()
