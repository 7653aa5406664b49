"""Many requests for the same voucher at once, on real connections."""

from collections import Counter
from functools import partial

import pytest

from loyalty import enrolment, reading, reconciliation, vouchers
from loyalty.models import Voucher
from tests.concurrency.race import race
from tests.concurrency.test_ledger_races import without_account_locks
from tests.loyalty.conftest import MARCH, person
from tests.loyalty.deeds import earn
from tests.loyalty.vouchers import exchange, offered, use

pytestmark = pytest.mark.concurrency


@pytest.fixture
def member(committed_db):
    member = person("alice")
    enrolment.enrol(member=member, enrolled_at=MARCH)
    earn(member, 500, at=MARCH)
    return member


def at_once(*requests):
    return Counter(
        type(result).__name__ if isinstance(result, Exception) else "done"
        for result in race(requests)
    )


def uses(member, voucher, count):
    """So many orders that want the whole voucher."""
    return [partial(use, member, voucher, 500, f"O{each}") for each in range(count)]


def test_eight_orders_that_want_one_voucher_are_one(member):
    """L01, S07"""
    voucher = exchange(member, offered(500))

    outcomes = at_once(*uses(member, voucher, 8))

    assert outcomes == {"done": 1, "VoucherIsUsed": 7}
    assert reconciliation.differences() == []


def test_without_the_lock_the_voucher_is_used_again(member, owner_connection):
    """The positive control: the race is real, and it is the lock that ends it."""
    voucher = exchange(member, offered(500))
    without_account_locks(owner_connection, everybody=8)
    owner_connection.execute("""
        ALTER TABLE loyalty_voucher DROP CONSTRAINT loyalty_voucher_adds_up;
        ALTER TABLE loyalty_voucherentry DROP CONSTRAINT loyalty_voucherentry_pkey;
    """)

    outcomes = at_once(*uses(member, voucher, 8))

    assert outcomes["done"] > 1
    assert reconciliation.differences() != []


def test_points_for_one_voucher_make_one(member):
    """L01"""
    choice = offered(500)

    outcomes = at_once(
        *(partial(exchange, member, choice, f"try {each}") for each in range(8))
    )

    assert outcomes == {"done": 1, "NotEnoughPoints": 7}
    assert Voucher.objects.count() == 1
    assert reconciliation.differences() == []


def test_given_back_or_used_but_not_both(member):
    """L06, L08: whichever comes first, the points go one way."""
    voucher = exchange(member, offered(500))
    undo = partial(vouchers.give_back, member=member, voucher=voucher, at=MARCH)

    outcomes = at_once(undo, *uses(member, voucher, 1), undo)

    voucher.refresh_from_db()
    spendable = reading.balance(member=member, at=MARCH).spendable
    assert outcomes["done"] in (1, 2)
    assert voucher.used + spendable == 500
    assert {voucher.used, spendable} == {0, 500}
    assert reconciliation.differences() == []
