"""Points become a discount, exact to the point and the cent (L32, L33)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.rewards.spread import CENT, Exchange, Payable, cap, most_points, spread

ONE_TO_A_CENT = Exchange.at(100)

exchanges = st.sampled_from([1, 10, 50, 100, 150, 200, 333, 1000]).map(Exchange.at)
purchases = st.lists(
    st.tuples(st.integers(0, 100_000), st.sampled_from([0, 1, 50, 70, 99, 100])),
    max_size=12,
).map(
    lambda lines: [
        Payable(key=key, value=cents * CENT, share_percent=share)
        for key, (cents, share) in enumerate(lines)
    ]
)


def lines(*values, share_percent=100):
    return [
        Payable(key=key, value=Decimal(value), share_percent=share_percent)
        for key, value in enumerate(values)
    ]


def points_of(parts):
    return {key: part.points for key, part in parts.items()}


@given(purchase=purchases, exchange=exchanges, data=st.data())
def test_what_a_purchase_uses_is_spread_exactly(purchase, exchange, data):
    """L32: the parts add up; no line goes above its cap or below zero (L33)."""
    room = sum(cap(line, exchange) for line in purchase) // exchange.points
    points = data.draw(st.integers(0, room)) * exchange.points

    parts = spread(points, purchase, exchange)

    assert sum(part.points for part in parts.values()) == points
    assert sum(part.discount for part in parts.values()) == exchange.discount(points)
    for line in purchase:
        if part := parts.get(line.key):
            assert 0 < part.points <= cap(line, exchange)
            assert 0 < part.discount <= line.value * line.share_percent / 100
            assert part.discount == exchange.discount(part.points)


@given(purchase=purchases, exchange=exchanges, share=st.integers(0, 100))
def test_the_last_cent_is_always_paid_in_money(purchase, exchange, share):
    """L32: the most points leave a cent, and the rest of the shop's share."""
    most = most_points(purchase, exchange, max_share_percent=share)
    goods = sum(line.value for line in purchase)

    discount = sum(part.discount for part in spread(most, purchase, exchange).values())

    assert discount == exchange.discount(most)
    assert discount <= goods * share / 100
    assert discount == 0 or discount <= goods - CENT


@given(purchase=purchases, exchange=exchanges)
def test_shares_stay_in_proportion(purchase, exchange):
    """Rounding moves a line by less than one step from its exact share."""
    most = most_points(purchase, exchange)
    room = sum(cap(line, exchange) for line in purchase)
    parts = spread(most, purchase, exchange)
    for line in purchase:
        exact = cap(line, exchange) * most / room if room else 0
        points = parts[line.key].points if line.key in parts else 0
        assert abs(points - exact) < exchange.points + 1e-6


def test_what_rounding_leaves_goes_to_the_largest_remainders():
    parts = spread(100, lines("10.00", "10.00", "10.00"), ONE_TO_A_CENT)

    assert points_of(parts) == {0: 34, 1: 33, 2: 33}


def test_a_capped_line_takes_no_more_than_its_share():
    purchase = [
        Payable(key=1, value=Decimal("10.00"), share_percent=70),
        Payable(key=2, value=Decimal("5.00"), share_percent=0),
    ]

    assert most_points(purchase, ONE_TO_A_CENT) == 700
    assert points_of(spread(700, purchase, ONE_TO_A_CENT)) == {1: 700}


def test_a_line_outside_the_programme_may_be_what_is_paid_in_money():
    """The last cent concerns the purchase, not each line."""
    purchase = [
        Payable(key=1, value=Decimal("10.00")),
        Payable(key=2, value=Decimal("5.00"), share_percent=0),
    ]

    assert most_points(purchase, ONE_TO_A_CENT) == 1000


@pytest.mark.parametrize(
    ("points_per_unit", "points", "cents"),
    [(100, 1, 1), (50, 1, 2), (150, 3, 2), (200, 2, 1), (1000, 10, 1), (333, 333, 100)],
)
def test_points_are_exchanged_for_whole_cents(points_per_unit, points, cents):
    exchange = Exchange.at(points_per_unit)

    assert (exchange.points, exchange.cents) == (points, cents)
    assert exchange.discount(points) == cents * CENT


def test_a_part_of_a_cent_is_worth_nothing():
    assert Exchange.at(1000).discount(19) == CENT
    assert Exchange.at(1000).round_down(19) == 10
    assert Exchange.at(1000).round_up(11) == 20


@pytest.mark.parametrize("points", [-1, 1001, 10**12])
def test_more_than_the_lines_take_is_refused(points):
    with pytest.raises(ValueError, match="cannot be spread"):
        spread(points, lines("10.00"), ONE_TO_A_CENT)


@pytest.mark.parametrize("values", [(), ("0.00",), ("0.01",)])
def test_nothing_is_covered_where_nothing_but_a_cent_is_owed(values):
    assert most_points(lines(*values), ONE_TO_A_CENT) == 0
    assert spread(0, lines(*values), ONE_TO_A_CENT) == {}
