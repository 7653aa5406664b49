"""What delivery costs by weight and value, and which zone names an address."""

from decimal import Decimal

import pytest

from shop.delivery.rates import Destination, Rate, closeness, fitting

LIGHT = Rate(price=Decimal("4.90"), up_to_grams=2000, free_from=Decimal("49.00"))
HEAVY = Rate(price=Decimal("9.90"), up_to_grams=10_000)
DEAR = Rate(price=Decimal("6.90"), up_to_grams=10_000, goods_from=Decimal("100.00"))
RATES = [HEAVY, DEAR, LIGHT]


@pytest.mark.parametrize(
    ("goods", "grams", "expected"),
    [
        ("10.00", 0, "4.90"),
        ("10.00", 2000, "4.90"),
        ("48.99", 2000, "4.90"),
        ("49.00", 2000, "0.00"),
        ("49.00", 2001, "9.90"),
        ("99.99", 10_000, "9.90"),
        ("100.00", 10_000, "6.90"),
    ],
)
def test_weight_and_value_decide_what_it_costs(goods, grams, expected):
    rate = fitting(RATES, goods=Decimal(goods), grams=grams)

    assert rate.charge(goods=Decimal(goods)) == Decimal(expected)


def test_what_is_too_heavy_has_no_rate():
    assert fitting(RATES, goods=Decimal(10), grams=10_001) is None
    assert fitting([], goods=Decimal(10), grams=0) is None


def test_a_rate_without_a_limit_carries_what_the_others_do_not():
    any_weight = Rate(price=Decimal("30.00"))

    assert fitting([any_weight, HEAVY], goods=Decimal(1), grams=1) is HEAVY
    assert fitting([any_weight, HEAVY], goods=Decimal(1), grams=99_999) is any_weight


@pytest.mark.parametrize(
    ("countries", "postcodes", "expected"),
    [
        ([], [], 0),
        (["FR"], [], None),
        (["DE", "AT"], [], 1),
        (["DE"], ["2"], 2),
        (["DE"], ["2", "274 98"], 6),
        (["DE"], ["1"], None),
    ],
)
def test_longer_beginnings_of_postcodes_are_closer(countries, postcodes, expected):
    helgoland = Destination(country="DE", postcode="27498")

    assert closeness(countries, postcodes, helgoland) == expected


def test_postcodes_are_compared_as_people_write_them():
    assert closeness(["GB"], ["bt"], Destination(country="GB", postcode="BT1-4 AA"))
    assert not closeness(["GB"], ["BT"], Destination(country="GB"))
