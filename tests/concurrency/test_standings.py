"""What a member holds is reckoned twice at once, on real connections."""

import threading
from datetime import timedelta

import pytest

from loyalty.tiers.reading import TierStanding
from shop.freshness.epochs import forget
from shop.orders.paying import confirming
from shop.rewards import standing
from tests.concurrency.race import meet, race, without_row_locks
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    place,
)
from tests.loyalty.tiers import ladder

pytestmark = pytest.mark.concurrency
SLOW = "slow"


@pytest.fixture
def slow(monkeypatch):
    """One of the two has read what was bought, and waits before it writes."""
    look = standing.purchases_of

    def look_and_wait(*args, **kwargs):
        found = look(*args, **kwargs)
        if threading.current_thread().name == SLOW:
            meet("looked")
        return found

    monkeypatch.setattr(standing, "purchases_of", look_and_wait)


def reckon_while_another_order_is_paid():
    forget("ladders")
    ladder(at=NOW - timedelta(days=800))
    forget("ladders")
    member, desk = make_member(), make_order_desk()
    first, second = (
        place(make_basket([(make_product(price), 1)], owner=member))
        for price in ("120.00", "300.00")
    )
    standing.reckon(keys=[member.pk], at=NOW)
    confirming.mark_paid(number=first.number, actor=desk, at=NOW)

    def one():
        threading.current_thread().name = SLOW
        return standing.reckon(keys=[member.pk], at=NOW)

    def other():
        confirming.mark_paid(number=second.number, actor=desk, at=NOW)
        return standing.reckon(keys=[member.pk], at=NOW)

    results = race([one, other])
    assert all(isinstance(result, int) for result in results), results
    forget("ladders")
    return TierStanding.objects.get(pk=member.pk).code


def test_whoever_reads_later_writes_later(committed_db, slow):
    assert reckon_while_another_order_is_paid() == "grove"


def test_without_the_lock_what_was_read_first_is_written_last(
    committed_db, slow, monkeypatch
):
    """The control."""
    without_row_locks(monkeypatch)

    assert reckon_while_another_order_is_paid() == "blossom"
