"""Many shoppers at once. Each test has a control that removes its guard."""

from collections import Counter
from functools import partial

import pytest
from oscar.apps.voucher.models import Voucher

from loyalty import reading
from shop.forks.basket.models import Basket
from shop.forks.order.models import Order
from shop.forks.partner.models import StockRecord
from shop.orders import stock
from shop.orders.placing import ordering
from shop.orders.placing.ordering import AlreadyPlaced, QuoteChanged, SoldOut
from shop.rewards import settlement
from tests.concurrency.race import (
    meet,
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
    make_product,
    make_purchase,
    make_voucher,
)

pytestmark = pytest.mark.concurrency


@pytest.fixture
def slow(monkeypatch):
    """Between looking at the stock and changing it, the others get their chance."""
    meet_before(monkeypatch, stock, "_change")


def order(basket):
    return partial(
        ordering.place_order,
        basket=basket,
        shopper=basket.owner,
        purchase=make_purchase(basket),
        placed_at=NOW,
    )


def outcomes(results) -> Counter:
    return Counter(type(result).__name__ for result in results)


def fifty_buyers_of_five_pieces() -> tuple[Counter, StockRecord]:
    make_country()
    tea = make_product(stock=5)
    jobs = [order(make_basket([(tea, 1)])) for _buyer in range(50)]

    return outcomes(race(jobs)), tea.stockrecords.get()


def test_s01_fifty_buyers_of_five_pieces_place_five_orders(committed_db, slow):
    """S01."""
    placed, record = fifty_buyers_of_five_pieces()

    assert placed == {"Order": 5, SoldOut.__name__: 45}
    assert Order.objects.count() == 5
    assert (record.num_in_stock, record.num_allocated) == (5, 5)
    assert Basket.objects.filter(status=Basket.OPEN).count() == 45


def test_s01_control_without_lock_and_check_the_stock_is_oversold(
    committed_db, slow, owner_connection, monkeypatch
):
    """S01."""
    without_row_locks(monkeypatch)
    owner_connection.execute(
        "ALTER TABLE partner_stockrecord DROP CONSTRAINT stockrecord_never_oversold"
    )

    placed, record = fifty_buyers_of_five_pieces()

    assert placed["Order"] > 5
    assert record.num_allocated > record.num_in_stock


def test_s01_orders_for_the_same_goods_do_not_block_each_other_for_good(committed_db):
    """S01: baskets name goods in opposite orders; locks are taken in one."""
    make_country()
    tea, soap = make_product(stock=20), make_product(stock=20)
    lines = [(tea, 1), (soap, 1)]
    jobs = [order(make_basket(lines[:: (-1) ** number])) for number in range(16)]

    assert outcomes(race(jobs)) == {"Order": 16}


def twenty_submits() -> Counter:
    make_country()
    basket = make_basket([(make_product(), 1)])
    return outcomes(race([order(basket)] * 20))


def test_s02_twenty_submits_of_one_basket_place_one_order(committed_db):
    """S02."""
    assert twenty_submits() == {"Order": 1, AlreadyPlaced.__name__: 19}
    assert Order.objects.count() == 1
    assert Basket.objects.get().status == Basket.SUBMITTED


def test_s02_control_looking_before_freezing_places_several(
    committed_db, owner_connection, monkeypatch
):
    """S02."""

    def look_then_freeze(*, basket, shopper):
        is_open = Basket.objects.get(pk=basket.pk).status == Basket.OPEN
        meet("freeze")
        if not is_open:
            raise AlreadyPlaced(Order.objects.get(basket=basket))
        Basket.objects.filter(pk=basket.pk).update(status=Basket.FROZEN)

    wait_for_all(monkeypatch)
    monkeypatch.setattr(ordering, "claim", look_then_freeze)
    owner_connection.execute(
        "ALTER TABLE order_order DROP CONSTRAINT order_one_per_basket"
    )

    assert twenty_submits()["Order"] > 1


def eight_checkouts_with_the_same_points(owner_connection):
    """One member on eight devices; no rule of one open basket stands in the way."""
    owner_connection.execute("DROP INDEX basket_one_open_per_owner")
    make_country()
    member = make_member(points=1000)
    tea = make_product("20.00")
    jobs = [
        order(make_basket([(tea, 1)], owner=member, points=1000))
        for _device in range(8)
    ]
    return member, outcomes(race(jobs))


def used_points() -> int:
    return sum(Order.objects.values_list("points_redeemed", flat=True))


def test_l01_l05_the_same_points_discount_one_of_eight_orders(
    committed_db, owner_connection
):
    """L01, L05."""
    member, placed = eight_checkouts_with_the_same_points(owner_connection)

    assert placed == {"Order": 1, QuoteChanged.__name__: 7}
    assert used_points() == 1000
    balance = reading.balance(member=member, at=NOW)
    assert (balance.available, balance.held) == (0, 1000)


def test_l01_control_without_a_hold_every_order_gets_the_discount(
    committed_db, owner_connection, monkeypatch
):
    """L01."""
    monkeypatch.setattr(settlement, "hold", lambda **_order: None)

    _member, placed = eight_checkouts_with_the_same_points(owner_connection)

    assert placed["Order"] > 1
    assert used_points() > 1000


def eight_uses_of_the_last_free_one(*, voucher: Voucher | None) -> Counter:
    """An offer for one order only, or a voucher for one use, in eight baskets."""
    make_country()
    limit = {} if voucher else {"max_global_applications": 1}
    make_offer("Absolute", "2.00", voucher=voucher, **limit)
    tea = make_product("20.00")
    baskets = [make_basket([(tea, 1)]) for _shopper in range(8)]
    if voucher:
        for basket in baskets:
            basket.vouchers.add(voucher)
    return outcomes(race([order(basket) for basket in baskets]))


def discounted() -> int:
    return Order.objects.filter(discounts__isnull=False).count()


def test_s06_a_limited_offer_is_used_once(committed_db):
    """S06."""
    placed = eight_uses_of_the_last_free_one(voucher=None)

    assert placed == {"Order": 1, QuoteChanged.__name__: 7}
    assert discounted() == 1


def test_s07_a_voucher_for_one_use_is_used_once(committed_db):
    """S07."""
    placed = eight_uses_of_the_last_free_one(voucher=make_voucher(usage="Single use"))

    assert placed == {"Order": 1, QuoteChanged.__name__: 7}
    assert discounted() == 1


def test_s06_s07_control_uncounted_they_are_used_again(committed_db, monkeypatch):
    """S06, S07."""
    monkeypatch.setattr(ordering, "count_use", lambda **_use: None)

    eight_uses_of_the_last_free_one(voucher=None)

    assert discounted() > 1
