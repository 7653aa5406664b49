"""Delivery methods."""

from decimal import Decimal

import pytest

from shop.delivery.methods import UnknownDelivery, available, charge, find


@pytest.mark.parametrize(
    ("code", "goods", "expected"),
    [
        ("standard", "48.99", "4.90"),
        ("standard", "49.00", "0.00"),
        ("express", "1000.00", "9.90"),
        ("pickup", "1.00", "0.00"),
    ],
)
def test_what_delivery_costs(code, goods, expected):
    assert charge(find(code), goods=Decimal(goods)) == Decimal(expected)


def test_an_unknown_method_is_named():
    with pytest.raises(UnknownDelivery, match="drone"):
        find("drone")


def test_every_method_on_offer_is_found_by_its_code():
    for method in available(goods=Decimal("20.00")):
        assert find(method.code) is method
