"""What is low, what is sold out, and for how long the rest will do."""

from datetime import timedelta

import pytest

from shop.inventory import levels
from shop.inventory.levels import Level
from shop.orders.undoing import cancelling
from tests.factories import (
    NOW,
    make_basket,
    make_order_desk,
    make_product,
    make_stock,
    make_variant,
    place,
)

pytestmark = pytest.mark.django_db


def names(level, **asked):
    return [
        stock.product.get_title()
        for stock in levels.goods(level=level, at=NOW, **asked)
    ]


@pytest.fixture
def shelves(settings):
    settings.LOW_STOCK_THRESHOLD = 5
    make_product(title="Plenty", stock=6)
    make_product(title="Few", stock=5)
    make_product(title="Last", stock=1)
    make_product(title="None", stock=0)


def test_goods_are_low_at_the_shops_threshold_and_below(shelves):
    assert names(Level.LOW) == ["Last", "Few"]
    assert names(Level.SOLD_OUT) == ["None"]
    assert names(Level.ALL) == ["None", "Last", "Few", "Plenty"]
    assert levels.counts() == {"low": 2, "sold_out": 1, "all": 4}


def test_a_stock_record_may_have_a_threshold_of_its_own(shelves):
    plenty, few, *_others = levels.counted().order_by("pk")
    plenty.low_stock_threshold, few.low_stock_threshold = 6, 0
    plenty.save()
    few.save()

    assert names(Level.LOW) == ["Last", "Plenty"]


def test_what_is_promised_to_orders_cannot_be_sold(shelves):
    product = levels.counted().get(product__title="Plenty").product
    place(make_basket([(product, 6)]))

    assert names(Level.SOLD_OUT) == ["Plenty", "None"]


def test_variants_are_counted_and_what_is_hidden_or_untracked_is_not():
    tee = make_product(title="Tee")
    make_variant(tee, stock=2)
    hidden = make_product(title="Hidden", stock=1, is_public=False)
    make_variant(hidden, stock=1)
    kind = make_product(title="Voucher", stock=1).product_class
    kind.track_stock = False
    kind.save()

    assert [name.split()[0] for name in names(Level.ALL)] == []
    kind.track_stock = True
    kind.save()
    assert [name.split()[0] for name in names(Level.LOW)] == ["Voucher", "Tee"]


def test_the_pace_of_30_days_says_how_long_it_will_do(settings):
    """Called off and older orders say nothing."""
    settings.LOW_STOCK_THRESHOLD = 50
    cup = make_product(title="Cup", stock=30)
    make_product(title="Jug", stock=3)
    place(make_basket([(cup, 4)]), at=NOW - timedelta(days=29))
    place(make_basket([(cup, 5)]), at=NOW - timedelta(days=31))
    off = place(make_basket([(cup, 3)]), at=NOW - timedelta(days=2))
    cancelling.cancel(
        number=off.number, actor=make_order_desk(), reason="", cancelled_at=NOW
    )

    jug, found = levels.goods(level=Level.LOW, at=NOW)

    assert (found.sold, found.available) == (4, 21)
    assert levels.days_of_cover(available=found.available, sold=found.sold) == 157
    assert levels.days_of_cover(available=jug.available, sold=jug.sold) is None
    assert levels.days_of_cover(available=0, sold=3) == 0


def test_words_are_looked_for_in_titles_and_article_numbers(shelves):
    few = levels.counted().get(product__title="Few")
    assert names(Level.ALL, text="few") == ["Few"]
    assert names(Level.ALL, text=few.partner_sku) == ["Few"]
    assert names(Level.ALL, text="few nothing") == []


def test_the_list_costs_the_same_for_any_number(django_assert_num_queries):
    def read():
        for stock in levels.goods(level=Level.ALL, at=NOW):
            assert stock.product.get_title()
            assert not list(stock.product.images.all())

    tee = make_product()
    make_variant(tee)
    with django_assert_num_queries(5):
        read()
    for _number in range(5):
        make_stock(make_variant(tee), "1.00", 3)
    with django_assert_num_queries(5):
        read()
