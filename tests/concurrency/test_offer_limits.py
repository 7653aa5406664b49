"""Limits of offers and vouchers under a crowd (S06, S07), and uses that come back.

Each test has a control that removes its guard.
"""

from collections import Counter
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError
from oscar.apps.voucher.models import Voucher, VoucherApplication

from shop.forks.offer.models import ConditionalOffer
from shop.forks.order.models import Order
from shop.orders import offer_use, steps
from shop.orders.placing import ordering
from shop.orders.placing.ordering import QuoteChanged
from shop.orders.status import ImpossibleStep
from shop.orders.undoing import cancelling
from shop.users.models import User
from tests.concurrency.race import (
    meet_after,
    meet_before,
    race,
    wait_for_all,
    without_row_locks,
)
from tests.factories import (
    NOW,
    make_basket,
    make_country,
    make_member,
    make_offer,
    make_order_desk,
    make_product,
    make_purchase,
    make_user,
    make_voucher,
    place,
)

pytestmark = pytest.mark.concurrency
CROWD = 8


@pytest.fixture
def several_baskets(owner_connection):
    """One customer on several devices; no rule of one open basket stands in the way."""
    owner_connection.execute("DROP INDEX basket_one_open_per_owner")


@pytest.fixture
def no_trigger(owner_connection):
    owner_connection.execute(
        "DROP TRIGGER voucher_within_usage ON voucher_voucherapplication"
    )


@pytest.fixture
def slow(monkeypatch):
    """Between looking whether a voucher is unused and using it, others look too."""
    meet_after(monkeypatch, Voucher, "is_available_to_user")


@pytest.fixture
def unlocked(monkeypatch):
    """Nobody waits at the row of a voucher or of its offer: the whole crowd has found
    the voucher unused before anybody uses it.
    """
    without_row_locks(monkeypatch)
    monkeypatch.setattr(offer_use, "_count_offers", lambda *_given: None)
    meet_before(monkeypatch, VoucherApplication.objects, "create")


def crowd(*, owner: User | None = None, voucher: Voucher | None = None) -> Counter:
    """Eight baskets, priced with the offer or voucher, are ordered at once.

    Each with goods of its own: nobody waits at a stock record.
    """
    make_country()
    jobs = []
    for _shopper in range(CROWD):
        basket = make_basket([(make_product("20.00"), 1)], owner=owner)
        if voucher:
            basket.vouchers.add(voucher)
        jobs.append(
            partial(
                ordering.place_order,
                basket=basket,
                shopper=owner,
                purchase=make_purchase(basket),
                placed_at=NOW,
            )
        )
    return Counter(type(result).__name__ for result in race(jobs))


def discounted() -> int:
    return Order.objects.filter(discounts__isnull=False).count()


LIMITS = [
    pytest.param({"max_global_applications": 3}, id="uses"),
    pytest.param({"max_discount": Decimal("6.00")}, id="discount"),
]
THREE = {"Order": 3, QuoteChanged.__name__: 5}


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("with_voucher", [False, True], ids=["offer", "voucher"])
def test_s06_an_offer_gives_no_more_than_its_limits(committed_db, limit, with_voucher):
    """S06, S07: for everybody, or with a voucher that many may use."""
    voucher = make_voucher() if with_voucher else None
    offer = make_offer("Absolute", "2.00", voucher=voucher, **limit)

    assert crowd(voucher=voucher) == THREE

    offer.refresh_from_db()
    assert discounted() == offer.num_orders == offer.num_applications == 3
    assert offer.total_discount == Decimal("6.00")


@pytest.mark.parametrize("limit", LIMITS)
def test_s06_control_uncounted_an_offer_goes_over_its_limits(
    committed_db, monkeypatch, limit
):
    """S06."""
    monkeypatch.setattr(offer_use, "_count_offers", lambda *_given: None)
    make_offer("Absolute", "2.00", **limit)

    crowd()

    assert discounted() > 3


def test_s06_one_customer_uses_an_offer_no_more_than_one_may(
    committed_db, several_baskets
):
    """S06."""
    make_offer("Absolute", "2.00", max_user_applications=3)

    assert crowd(owner=make_member()) == THREE
    assert discounted() == 3


def test_s06_control_shares_unchecked_one_customer_uses_it_more_often(
    committed_db, several_baskets, monkeypatch
):
    """S06."""
    wait_for_all(monkeypatch)
    meet_after(monkeypatch, ordering, "_agreed_totals")
    monkeypatch.setattr(offer_use, "_check_shares", lambda *_offers: None)
    make_offer("Absolute", "2.00", max_user_applications=3)

    crowd(owner=make_member())

    assert discounted() > 3


def once_per_customer() -> Counter:
    voucher = make_voucher(usage=Voucher.ONCE_PER_CUSTOMER)
    make_offer("Absolute", "2.00", voucher=voucher)
    return crowd(owner=make_member(), voucher=voucher)


def test_s07_a_customer_uses_a_voucher_once(committed_db, several_baskets, slow):
    """S07."""
    assert once_per_customer() == {"Order": 1, QuoteChanged.__name__: 7}
    assert discounted() == 1


def test_s07_behind_the_lock_stands_the_database(
    committed_db, several_baskets, unlocked
):
    """S07: with nobody looking under a lock, the second use cannot be written."""
    assert once_per_customer() == {"Order": 1, IntegrityError.__name__: 7}
    assert discounted() == 1


def test_s07_control_without_both_a_customer_uses_it_again(
    committed_db, several_baskets, unlocked, no_trigger
):
    """S07."""
    once_per_customer()

    assert discounted() > 1


def single_use() -> Counter:
    voucher = make_voucher(usage=Voucher.SINGLE_USE)
    make_offer("Absolute", "2.00", voucher=voucher)
    return crowd(voucher=voucher)


def test_s07_a_single_use_voucher_is_used_by_one_of_many(committed_db, slow):
    """S07."""
    assert single_use() == {"Order": 1, QuoteChanged.__name__: 7}
    assert discounted() == 1


def test_s07_control_without_lock_and_database_many_use_it(
    committed_db, unlocked, no_trigger
):
    """S07."""
    single_use()

    assert discounted() > 1


@pytest.fixture
def slow_steps(monkeypatch):
    """Between looking at an order and calling it off, the others get a chance."""
    meet_after(monkeypatch, steps, "locked")


def call_off_many_times() -> tuple[Counter, ConditionalOffer, Voucher]:
    """Two orders used a voucher; one of them is cancelled and lapses eight times."""
    desk = make_order_desk()
    voucher = make_voucher()
    offer = make_offer("Absolute", "2.00", voucher=voucher, max_global_applications=9)
    orders = []
    for _order in range(2):
        basket = make_basket([(make_product("20.00"), 1)], owner=make_user())
        basket.vouchers.add(voucher)
        orders.append(place(basket))
    number = orders[0].number
    cancel = partial(
        cancelling.cancel, number=number, actor=desk, reason="", cancelled_at=NOW
    )
    results = Counter(type(result).__name__ for result in race([cancel] * CROWD))
    offer.refresh_from_db()
    voucher.refresh_from_db()
    return results, offer, voucher


def test_s06_s07_a_use_comes_back_once(committed_db, slow_steps):
    """S06, S07."""
    results, offer, voucher = call_off_many_times()

    assert results == {"Order": 1, ImpossibleStep.__name__: 7}
    assert (offer.num_applications, offer.num_orders) == (1, 1)
    assert offer.total_discount == voucher.total_discount == Decimal("2.00")
    assert voucher.num_orders == voucher.applications.count() == 1


def test_s06_s07_control_without_the_orders_lock_it_comes_back_twice(
    committed_db, slow_steps, monkeypatch
):
    """S06, S07: as for the order that was not called off."""
    without_row_locks(monkeypatch)
    # What else would stop the second: stock and points refuse to be given up twice.
    monkeypatch.setattr(cancelling.stock, "give_up", lambda _order: None)
    monkeypatch.setattr(cancelling.refunding, "promise", lambda **_refund: None)

    _results, offer, _voucher = call_off_many_times()

    assert offer.num_orders == 0
