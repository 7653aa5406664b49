"""L32, L33: a voucher from points and points together, spread over the same lines."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shop.rewards.spread import Exchange, Payable, most_points, spread

CENT = Decimal("0.01")
LINES = st.lists(
    st.tuples(st.integers(0, 20_000), st.sampled_from([0, 30, 70, 100])),
    min_size=1,
    max_size=5,
).map(
    lambda said: [
        Payable(key=key, value=cents * CENT, share_percent=share)
        for key, (cents, share) in enumerate(said)
    ]
)
# A point may have been worth another discount when the voucher was made.
EXCHANGES = st.sampled_from([Exchange.at(100), Exchange.at(50), Exchange.at(150)])


@given(LINES, EXCHANGES, EXCHANGES, st.integers(0, 50_000), st.integers(30, 100))
def test_they_keep_to_every_share_and_leave_a_cent(lines, made, now, had, share):
    most = most_points(lines, made, max_share_percent=share)
    voucher = spread(made.round_down(min(had, most)), lines, made)
    after = [
        replace(line, covered=voucher[line.key].discount)
        if line.key in voucher
        else line
        for line in lines
    ]
    points = spread(most_points(after, now, max_share_percent=share), after, now)

    by_line = {
        line.key: sum(
            (
                parts[line.key].discount
                for parts in (voucher, points)
                if line.key in parts
            ),
            Decimal(0),
        )
        for line in lines
    }
    goods, off = sum(line.value for line in lines), sum(by_line.values())
    assert off <= goods * share / 100
    assert off == 0 or off <= goods - CENT
    for line in lines:
        assert by_line[line.key] <= line.value * line.share_percent / 100
    assert sum(part.points for part in voucher.values()) <= had


def test_a_line_that_a_voucher_covers_takes_the_rest_of_its_share():
    line = Payable(key=1, value=Decimal(10), share_percent=70, covered=Decimal(5))

    assert most_points([line], Exchange.at(100)) == 200
