"""S01: a count corrected by hand while the goods are sold and sent.

The control takes the lock away: then a sale is overwritten, or more is promised
than there is.
"""

import time
from functools import partial

import pytest

from shop.forks.partner.models import StockRecord
from shop.inventory import counting
from shop.orders import progress
from tests.concurrency.race import race, without_row_locks
from tests.factories import (
    NOW,
    make_basket,
    make_order_desk,
    make_product,
    make_staff,
    place,
)

pytestmark = pytest.mark.concurrency


@pytest.fixture
def slow(monkeypatch):
    """Between looking at the count and writing it, others send what was sold."""
    save = StockRecord.save

    def save_slowly(self, *args, **kwargs):
        time.sleep(0.5)
        return save(self, *args, **kwargs)

    monkeypatch.setattr(StockRecord, "save", save_slowly)


def correct_while_sending():
    """Ten on the shelf, four of them sold; somebody counts twelve. Returns in stock."""
    product = make_product("5.00", stock=10)
    desk, counter = make_order_desk(), make_staff("partner.correct_stock")
    order = place(make_basket([(product, 4)]))
    progress.mark_paid(number=order.number, actor=desk, at=NOW)
    race(
        [
            partial(
                counting.correct,
                stockrecord_id=product.stockrecords.get().pk,
                counted=12,
                seen=10,
                reason="Counted",
                actor=counter,
                corrected_at=NOW,
            ),
            lambda: (
                time.sleep(0.2),
                progress.mark_shipped(number=order.number, actor=desk, at=NOW),
            ),
        ]
    )
    return product.stockrecords.get().num_in_stock


def test_s01_what_is_sent_meanwhile_is_not_counted_back_in(committed_db, slow):
    assert correct_while_sending() == 8


def test_control_without_the_lock_it_is(committed_db, slow, monkeypatch):
    without_row_locks(monkeypatch)
    assert correct_while_sending() == 12
