"""Whole orders by arithmetic alone: bought, made up for, sent back; exact in the end.

tests/shop/returns/test_exact.py holds a few through the database. What is reckoned
here for a return is what shop/orders/undoing/returning.py and invoicing.py write.
"""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.arithmetic.awards import EarningLine, award
from loyalty.terms.earning import EarningTerms
from shop.orders.amounts import DeliveryAmount, LineAmount, add_up
from shop.orders.remainder import Bought, Share, gives_back
from shop.rewards.spread import CENT, Exchange, Payable, most_points, spread
from shop.tax.amounts import net

RATES = st.sampled_from([Decimal(0), Decimal(7), Decimal(19)])
bought = st.tuples(
    st.integers(1, 9999),  # cents a piece
    st.integers(1, 5),  # pieces
    RATES,
    st.integers(0, 100),  # percent off by offers
    st.sampled_from([0, 70, 100]),  # percent that points may cover
)
rules = st.builds(
    EarningTerms,
    version=st.just(1),
    points_per_unit=st.sampled_from(["0.5", "1", "2.5"]).map(Decimal),
    rounding=st.sampled_from(["down", "half-up", "up"]),
)


@dataclass
class Line:
    """A line of an order, and what has gone back of it."""

    amount: LineAmount
    returned: int = 0
    goodwill: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)
    restored: int = 0
    credited: Counter = field(default_factory=Counter)

    @property
    def left(self) -> int:
        return self.amount.quantity - self.returned

    @property
    def bought(self) -> Bought:
        return Bought(
            quantity=self.amount.quantity,
            paid=self.amount.cash,
            vat_rate=self.amount.vat_rate,
            points=self.amount.points,
            points_discount=self.amount.points_discount,
            returned=self.returned,
            goodwill=self.goodwill,
        )

    @property
    def stays(self) -> Share:
        return self.bought.staying(self.left)

    def send_back(self, pieces: int) -> None:
        share = gives_back(self.bought, pieces=pieces)
        self.returned += pieces
        self.restored += share.points
        self._credit(share.money, share.net)

    def make_up(self, money: Decimal) -> None:
        before = self.stays
        self.goodwill += money
        self._credit(money, before.net - self.stays.net)

    def _credit(self, money: Decimal, without_vat: Decimal) -> None:
        """What goes back, and its VAT: that of what no longer stays paid."""
        self.refunded += money
        self.credited["gross"] += money
        self.credited["net"] += without_vat


@st.composite
def orders(draw) -> list[Line]:
    exchange = draw(st.sampled_from([50, 100, 333]).map(Exchange.at))
    wares = draw(st.lists(bought, min_size=1, max_size=5))
    payable = [
        Payable(
            key=key,
            value=(cents * pieces - cents * pieces * off // 100) * CENT,
            share_percent=share,
        )
        for key, (cents, pieces, _rate, off, share) in enumerate(wares)
    ]
    most = most_points(payable, exchange)
    points = exchange.round_down(draw(st.integers(0, most)))
    parts = spread(points, payable, exchange)
    lines = []
    for line, (cents, pieces, rate, _off, _share) in zip(payable, wares, strict=True):
        part = parts.get(line.key)
        lines.append(
            LineAmount(
                key=line.key,
                stock=line.key,
                quantity=pieces,
                unit_price=cents * CENT,
                vat_rate=rate,
                discount=cents * pieces * CENT - line.value,
                points=part.points if part else 0,
                points_discount=part.discount if part else Decimal(0),
            )
        )
    charge = draw(st.integers(0, 990)) * CENT
    delivery = DeliveryAmount(code="standard", charge=charge, discount=Decimal(0))
    totals = add_up(lines, delivery)
    assert totals.total == sum(line.cash for line in lines) + charge
    assert totals.points == points
    return [Line(line) for line in totals.lines]


def earned(lines: list[Line], rule: EarningTerms) -> int:
    return award(
        (EarningLine(key=line.amount.key, cash=line.stays.worth) for line in lines),
        rule,
    ).points


@given(lines=orders(), rule=rules, data=st.data())
@settings(max_examples=200)
def test_l11_l12_l16_l17_l18_l32_whatever_comes_back_the_last_piece_leaves_nothing(
    lines, rule, data
):
    """L11, L12, L16, L17, L18, L32: in any order and with any goodwill between."""
    earns = earned(lines, rule)
    while open_lines := [line for line in lines if line.left]:
        line = data.draw(st.sampled_from(open_lines))
        if line.stays.money and data.draw(st.booleans()):
            cents = data.draw(st.integers(1, int(line.stays.money * 100)))
            line.make_up(cents * CENT)
            assert earned(lines, rule) == earns
        else:
            line.send_back(data.draw(st.integers(1, line.left)))
        assert 0 <= line.refunded <= line.amount.cash
        assert 0 <= line.restored <= line.amount.points
        assert 0 <= line.credited["net"] <= line.amount.cash_excl_tax
        assert earned(lines, rule) <= earns
        earns = earned(lines, rule)

    for line in lines:
        assert line.refunded == line.credited["gross"] == line.amount.cash
        assert line.credited["net"] == net(
            line.amount.cash, vat_rate=line.amount.vat_rate
        )
        assert line.restored == line.amount.points
    assert earns == 0
