from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.arithmetic.awards import EarningLine, award
from loyalty.terms.earning import EarningTerms

cents = st.integers(0, 10**6).map(lambda number: Decimal(number).scaleb(-2))
rates = st.integers(0, 2000).map(lambda number: Decimal(number).scaleb(-2))
labels = st.frozensets(st.sampled_from(["gift-cards", "books", "tea"]))
rules = st.builds(
    EarningTerms,
    version=st.just(1),
    points_per_unit=rates,
    rounding=st.sampled_from(["down", "half-up", "up"]),
    excluded_labels=labels,
)
lines = st.lists(st.tuples(cents, labels), max_size=12).map(
    lambda drawn: [
        EarningLine(key=key, cash=cash, labels=some)
        for key, (cash, some) in enumerate(drawn)
    ]
)


def rule(per_unit="1", rounding="down", excluded=()):
    return EarningTerms(
        version=1,
        points_per_unit=Decimal(per_unit),
        rounding=rounding,
        excluded_labels=frozenset(excluded),
    )


def line(cash, *some, key="a"):
    return EarningLine(key=key, cash=Decimal(cash), labels=frozenset(some))


@pytest.mark.parametrize(
    ("cash", "per_unit", "rounding", "points"),
    [
        ("36.40", "1", "down", 36),
        ("36.40", "1", "half-up", 36),
        ("36.50", "1", "half-up", 37),
        ("36.01", "1", "up", 37),
        ("0.99", "1", "down", 0),
        ("0.00", "1", "up", 0),
        # 5 points per 2.50 are 2 per unit: 3.00 gives exactly 6, 2.99 does not.
        ("3.00", "2", "down", 6),
        ("2.99", "2", "down", 5),
        # In binary fractions 0.29 × 100 is less than 29.
        ("0.29", "100", "down", 29),
        ("4.35", "100", "down", 435),
        ("1.15", "10", "half-up", 12),
    ],
)
def test_points_are_exact_and_the_rounding_is_named(cash, per_unit, rounding, points):
    """L31"""
    assert award([line(cash)], rule(per_unit, rounding)).points == points


def test_the_purchase_is_rounded_not_its_lines():
    """L31: 3 × 0.50 earn 1, not 0."""
    earning = award([line("0.50", key=key) for key in "abc"], rule())

    assert (earning.points, earning.per_line) == (1, {"a": 1, "b": 0, "c": 0})


def test_what_is_excluded_is_named_and_earns_nothing():
    """L35: gift cards are no part of the base."""
    earning = award(
        [line("20.00", "tea"), line("50.00", "gift-cards", "tea", key="b")],
        rule(excluded=["gift-cards"]),
    )

    assert earning.points == 20
    assert (earning.base, earning.excluded_amount) == (Decimal(20), Decimal(50))
    assert earning.per_line == {"a": 20, "b": 0}


def test_what_was_paid_with_points_earns_nothing():
    """L30: the base is the cash part; a line paid in full by points adds nothing."""
    earning = award([line("12.00"), line("0.00", key="b")], rule())

    assert (earning.points, earning.per_line) == (12, {"a": 12, "b": 0})


def test_an_empty_purchase_earns_nothing():
    assert award([], rule()).points == 0


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="less than nothing"):
        line("-0.01")
    with pytest.raises(ValueError, match="less than nothing"):
        rule("-1")
    with pytest.raises(ValueError, match="Unknown rounding"):
        rule(rounding="sideways")


@given(lines=lines, rule=rules)
def test_the_lines_points_add_up(lines, rule):
    earning = award(lines, rule)

    assert sum(earning.per_line.values()) == earning.points
    assert earning.base + earning.excluded_amount == sum(
        (line.cash for line in lines), Decimal(0)
    )
    assert all(points >= 0 for points in earning.per_line.values())


@given(lines=lines, rule=rules)
def test_the_shares_add_up_and_name_their_source(lines, rule):
    earned = award(lines, rule)

    assert sum(share.points for share in earned.shares) == earned.points
    assert [(share.source, share.version, share.base) for share in earned.shares] == [
        ("purchase", rule.version, earned.base)
    ]


@given(lines=lines, rule=rules, data=st.data())
def test_any_order_of_returns_clears_to_zero(lines, rule, data):
    """L14, L16: by the rule of the accrual, whichever line comes back first."""
    granted = kept = award(lines, rule).points
    remaining = data.draw(st.permutations(lines))
    while remaining:
        remaining = remaining[1:]
        due = award(remaining, rule).points
        assert 0 <= due <= kept <= granted
        kept = due

    assert kept == 0


@given(lines=lines, rule=rules, more=cents)
def test_paying_more_never_earns_less(lines, rule, more):
    """L16: so what is taken back on a return is never negative."""
    fewer = award(lines, rule).points

    assert award([*lines, line(more, key="more")], rule).points >= fewer


@given(rule=rules, cash=cents, pieces=st.integers(1, 9))
def test_the_last_return_clears_to_exactly_zero(rule, cash, pieces):
    """L16: granted − due on what remains, piece by piece, leaves no residue."""
    granted = award([line(cash, key=piece) for piece in range(pieces)], rule).points
    clawed = 0
    for left in range(pieces - 1, -1, -1):
        remaining = [line(cash, key=piece) for piece in range(left)]
        due = award(remaining, rule).points
        assert granted - clawed >= due
        clawed = granted - due

    assert clawed == granted
