"""What a purchase is told to come to, over random ones."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shop.orders.told.lines import ToldLine
from shop.orders.told.moments import ENDS, Happened, Moment, arranged
from shop.orders.told.purchase import Kind, Told, ToldDelivery, ToldOffers
from shop.tax.amounts import Portion, net, portions

RATES = st.sampled_from([Decimal(0), Decimal(7), Decimal(19)])
MARCH = datetime(2026, 3, 1, tzinfo=UTC)


def cents(most: int):
    return st.integers(0, most).map(lambda number: Decimal(number) / 100)


@st.composite
def lines(draw):
    unit_price, quantity = draw(cents(100_000)), draw(st.integers(1, 40))
    price, rate = unit_price * quantity, draw(RATES)
    discount = draw(cents(int(price * 100)))
    points = draw(st.integers(0, int((price - discount) * 100)))
    by_points = Decimal(points) / 100
    return ToldLine(
        key=draw(st.integers(1, 10**6)),
        title="Tea",
        quantity=quantity,
        unit_price=unit_price,
        price=price,
        discount=discount,
        points=points,
        points_discount=by_points,
        net=net(price - discount - by_points, vat_rate=rate),
        vat_rate=rate,
    )


@st.composite
def purchases(draw):
    sold = tuple(draw(st.lists(lines(), min_size=1, max_size=8)))
    discount = sum(line.discount for line in sold)
    amount = draw(cents(2000))
    weights = {line.vat_rate: Decimal(1) for line in sold}
    return Told(
        lines=sold,
        offers=(ToldOffers(names=("Spring",), amount=discount),) if discount else (),
        delivery=draw(
            st.sampled_from(
                [
                    None,
                    ToldDelivery(
                        name="Parcel", amount=amount, taxed=portions(amount, weights)
                    ),
                ]
            )
        ),
    )


@given(purchases())
def test_the_rows_add_up_to_the_total(told):
    assert sum(row.amount for row in told.rows) == told.total
    assert told.total == sum(line.cash for line in told.lines) + (
        told.delivery.amount if told.delivery else 0
    )


@given(purchases())
def test_l32_what_is_taxed_at_each_rate_adds_up_to_the_total(told):
    """L32."""
    assert sum(portion.gross for portion in told.vat) == told.total
    parts = [line.taxed for line in told.lines]
    parts += told.delivery.taxed if told.delivery else ()
    assert sum(portion.vat for portion in told.vat) == sum(part.vat for part in parts)
    rates = [portion.vat_rate for portion in told.vat]
    assert rates == sorted(set(rates))
    assert all(portion.gross for portion in told.vat)


@given(purchases())
def test_the_summary_goes_from_the_goods_down_and_leaves_out_what_is_not(told):
    kinds = [row.kind for row in told.rows]

    assert kinds == [kind for kind in Kind if kind in kinds]
    assert kinds[0] == Kind.GOODS
    assert (Kind.OFFERS in kinds) == bool(told.discount)
    assert (Kind.POINTS in kinds) == bool(told.points)
    assert (Kind.DELIVERY in kinds) == (told.delivery is not None)


@given(lines())
def test_a_line_says_what_was_taken_off_it(line):
    assert line.cash == line.price - line.discount - line.points_discount
    assert line.off == line.discount + line.points_discount
    assert line.taxed == Portion(vat_rate=line.vat_rate, gross=line.cash, net=line.net)


def test_no_vat_is_told_while_nobody_knows_where_the_goods_go():
    line = ToldLine(
        key=1, title="Tea", quantity=1, unit_price=Decimal(5), price=Decimal(5)
    )

    assert line.taxed is None
    assert Told(lines=(line,)).vat == ()
    assert Told(lines=(line,)).total == Decimal(5)


moments = st.builds(
    Moment,
    kind=st.sampled_from([kind for kind in Happened if kind not in ENDS]),
    at=st.one_of(
        st.none(), st.integers(0, 9).map(lambda day: MARCH + timedelta(days=day))
    ),
)


@given(st.lists(moments))
def test_what_happened_comes_in_time_and_before_what_is_to_come(known):
    told = arranged(known)

    times = [moment.at for moment in told if moment.at]
    assert times == sorted(times)
    assert [moment.at for moment in told] == times + [None] * (len(told) - len(times))
    assert sorted(map(repr, told)) == sorted(map(repr, known))


@given(st.lists(moments), st.sampled_from(ENDS))
def test_what_came_to_nothing_awaits_nothing(known, end):
    over = Moment(kind=end, at=MARCH + timedelta(days=4))

    told = arranged([*known, over])

    assert over in told
    assert all(moment.at for moment in told)
    assert len(told) == 1 + sum(1 for moment in known if moment.at)
    unknown = replace(over, at=None)
    assert arranged([*known, unknown])[-1] == unknown
