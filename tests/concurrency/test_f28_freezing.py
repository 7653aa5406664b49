"""F28, L40: points are frozen while an order that uses them is being placed."""

import time
from functools import partial

import pytest
from django.db import transaction

from loyalty import enrolment, reading
from shop.forks.basket.models import Basket
from shop.forks.order.models import Order
from shop.orders.placing import ordering
from shop.rewards import settlement
from tests.concurrency.race import meet, meet_before, race, wait_for_all
from tests.factories import (
    NOW,
    make_basket,
    make_country,
    make_member,
    make_product,
    make_purchase,
)

pytestmark = pytest.mark.concurrency
WITHOUT_LOCK = """
    CREATE OR REPLACE FUNCTION ledger._lock(member bigint)
    RETURNS loyalty_account LANGUAGE plpgsql AS $$
    DECLARE account loyalty_account;
    BEGIN
        SELECT * INTO account FROM loyalty_account WHERE account_id = member;
        RETURN account;
    END $$;
"""


@pytest.fixture
def member(committed_db):
    make_country()
    return make_member(points=1000)


def freeze_and_order(member) -> list:
    """The freeze is there, and not committed, when the order looks at the points."""
    basket = make_basket([(make_product("20.00"), 1)], owner=member, points=1000)

    def freeze():
        with transaction.atomic():
            enrolment.freeze(member=member, frozen_at=NOW)
            meet("hold")
            time.sleep(0.3)  # the order looks at the account, or waits for it

    order = partial(
        ordering.place_order,
        basket=basket,
        shopper=member,
        purchase=make_purchase(basket),
        placed_at=NOW,
    )
    return race([freeze, order])


def test_f28_an_order_on_its_way_uses_no_points_of_an_account_frozen_meanwhile(
    member, monkeypatch
):
    """F28, L40: it waits for the freeze, and is told that the total is another one."""
    meet_before(monkeypatch, settlement, "hold")

    frozen, ordered = freeze_and_order(member)

    assert frozen is None
    assert isinstance(ordered, ordering.QuoteChanged)
    assert not Order.objects.exists()
    assert Basket.objects.get().status == Basket.OPEN
    balance = reading.balance(member=member, at=NOW)
    assert (balance.available, balance.held, balance.frozen) == (1000, 0, True)


def test_f28_control_without_the_accounts_lock_frozen_points_are_used(
    member, monkeypatch, owner_connection
):
    """F28, L40: the order has looked before the freeze is there for all."""
    wait_for_all(monkeypatch)
    meet_before(monkeypatch, settlement, "hold")
    owner_connection.execute(WITHOUT_LOCK)
    owner_connection.commit()

    _frozen, ordered = freeze_and_order(member)

    assert ordered.points_redeemed == 1000
    assert reading.balance(member=member, at=NOW).frozen
