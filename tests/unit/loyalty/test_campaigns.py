"""What holds of every campaign there can be."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from loyalty.arithmetic.awards import EarningLine, Granted, award, still_due
from loyalty.arithmetic.campaigns import AMOUNTS, Campaign, Standing
from tests.unit.loyalty.test_awards import cents, labels, rules

AT = Standing(datetime(2026, 3, 2, 12, tzinfo=UTC), is_first_order=True)


def campaigns_of(version):
    whole = st.integers(2, 500).map(Decimal)
    return st.builds(
        Campaign,
        version=st.just(version),
        campaign=st.just(version),
        amount=st.sampled_from(AMOUNTS),
        rate=whole,
        starts_at=st.just(AT.at),
        labels=labels,
        products=st.frozensets(st.integers(1, 3), max_size=2),
        min_basket=cents | st.just(Decimal(0)),
        min_pieces=st.integers(0, 5),
        max_per_order=st.none() | st.integers(1, 1000),
        group=st.sampled_from(["", "", "a", "b"]),
        priority=st.integers(-2, 2),
    )


running = st.lists(st.integers(), max_size=4, unique=True).flatmap(
    lambda drawn: st.tuples(*(campaigns_of(n) for n in range(1, len(drawn) + 1)))
)
lines = st.lists(
    st.tuples(cents, labels, st.integers(1, 4), st.none() | st.integers(1, 4)),
    max_size=6,
).map(
    lambda drawn: [
        EarningLine(key=key, cash=cash, labels=some, pieces=pieces, product=product)
        for key, (cash, some, pieces, product) in enumerate(drawn)
    ]
)


@given(lines, rules, running)
def test_the_shares_are_the_points_and_spread_over_the_lines(lines, rule, campaigns):
    due = award(lines, rule, campaigns, AT)

    assert sum(share.points for share in due.shares) == due.points
    assert sum(due.per_line.values()) == due.points
    assert all(share.points > 0 for share in due.added)


@given(lines, rules, running)
def test_no_order_gets_more_than_a_campaign_gives(lines, rule, campaigns):
    for share in award(lines, rule, campaigns, AT).added:
        most = share.campaign.max_per_order
        assert most is None or share.points <= most


@given(lines, rules, running, st.data())
def test_more_money_never_earns_less(lines, rule, campaigns, data):
    fewer = award(lines, rule, campaigns, AT).points
    more = [
        EarningLine(
            key=line.key,
            cash=line.cash + data.draw(cents),
            labels=line.labels,
            pieces=line.pieces + data.draw(st.integers(0, 2)),
            product=line.product,
        )
        for line in lines
    ]

    assert award(more, rule, campaigns, AT).points >= fewer


@given(lines, rules, running)
def test_the_order_of_the_campaigns_decides_nothing(lines, rule, campaigns):
    first = award(lines, rule, campaigns, AT)

    for others in permutations(campaigns):
        assert award(lines, rule, others, AT) == first


@given(lines, rules, running, st.randoms())
def test_returns_in_any_order_clear_every_share_to_zero(lines, rule, campaigns, chance):
    """L16"""
    shares = award(lines, rule, campaigns, AT).shares
    versions = {campaign.version: campaign for campaign in campaigns}
    kept = [share.points for share in shares]
    remaining = list(lines)
    while True:
        granted = [
            Granted(share.source, share.version, share.points, left)
            for share, left in zip(shares, kept, strict=True)
        ]
        due = still_due(granted, remaining, rule, versions)
        assert all(map(int.__le__, due, kept))
        kept = due
        if not remaining:
            break
        remaining.pop(chance.randrange(len(remaining)))

    assert not any(kept)
