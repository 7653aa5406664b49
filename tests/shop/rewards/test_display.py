"""Points as pages show them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from loyalty import policy
from shop.freshness.epochs import at_one_epoch
from shop.rewards import display, once
from tests.factories import (
    apply_offers,
    make_basket,
    make_category,
    make_member,
    make_product,
    make_staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


def publish(**fields):
    policy.publish_rule(
        actor=make_staff("loyalty.publish_rule"),
        published_at=timezone.now() - timedelta(minutes=1),
        **fields,
    )


def test_a_price_shows_what_it_earns():
    assert display.points_for(price=Decimal("36.99"), labels=()) == 36


def test_excluded_goods_show_no_points():
    publish(excluded_labels=["gift-cards"])

    assert display.points_for(price=Decimal("36.99"), labels={"gift-cards"}) == 0
    assert display.points_for(price=Decimal("36.99"), labels={"tea"}) == 36


def test_a_basket_earns_on_what_is_left_in_money(now):
    """L30: what points pay earns nothing, and the basket says so beforehand."""
    publish(excluded_labels=["gift-cards"])
    make_category("gift-cards")
    basket = make_basket(
        [
            (make_product("10.60"), 2),
            (make_product("50.00", categories=("gift-cards",), max_points_share=0), 1),
        ],
        owner=make_member(500, at=now),
        points=500,
    )

    assert display.points_for_basket(apply_offers(basket)) == 16


def test_points_are_worth_a_discount_in_whole_cents():
    assert display.worth(1240) == Decimal("12.40")
    publish(points_per_unit_of_discount=1000)
    assert display.worth(1249) == Decimal("1.24")


def test_a_request_reads_the_rule_once(django_assert_num_queries):
    once.begin_request()
    try:
        # The epoch, the rules and the campaigns of it.
        with at_one_epoch(), django_assert_num_queries(3):
            for _card in range(20):
                display.points_for(price=Decimal("5.00"), labels=())
    finally:
        once.end_request()

    publish(points_per_unit=Decimal(2))
    assert display.points_for(price=Decimal("5.00"), labels=()) == 10


def test_the_header_shows_what_can_be_used(now):
    assert display.header_balance(AnonymousUser()) is None
    assert display.header_balance(make_member(120, at=now)) == 120
