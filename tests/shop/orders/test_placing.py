"""Placing an order."""

from decimal import Decimal

import pytest

from tests.factories import make_basket, make_member, make_product, place


@pytest.mark.django_db
def test_a_guest_places_an_order():
    order = place(make_basket([(make_product("10.00"), 2)]))
    assert order.total_incl_tax == Decimal("24.90")
