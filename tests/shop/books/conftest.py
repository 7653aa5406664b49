"""A shop with a few orders, and nothing wrong in its books."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.orders.paying import confirming
from tests.factories import (
    announce_gifts,
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    place,
)
from tests.hearing import let_all_hear


@pytest.fixture
def order(db):
    """A paid order of a member who used points, a few hours old."""
    at = timezone.now() - timedelta(hours=3)
    member = make_member(5000, at=at)
    announce_gifts()
    basket = make_basket([(make_product("20.00"), 2)], owner=member, points=400)
    order = place(basket, at=at)
    paid = confirming.mark_paid(number=order.number, actor=make_order_desk(), at=at)
    let_all_hear()
    return paid


@pytest.fixture
def lie(order):
    """An order that claims points which were never redeemed."""
    type(order).objects.filter(pk=order.pk).update(points_redeemed=500)
    return order
