"""The arithmetic of purchases and returns, over random ones."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shop.orders.amounts import DeliveryAmount, LineAmount, add_up
from shop.orders.placing.quotes import Change, changes
from shop.tax.amounts import net

RATES = st.sampled_from([Decimal("0"), Decimal("7.00"), Decimal("19.00")])


def cents(most: int):
    return st.integers(0, most).map(lambda number: Decimal(number) / 100)


@st.composite
def line_amounts(draw):
    price, quantity = draw(cents(100_000)), draw(st.integers(1, 40))
    in_cents = int(price * quantity * 100)
    discount = draw(st.integers(0, in_cents))
    points = draw(st.integers(0, in_cents - discount))
    return LineAmount(
        key=draw(st.integers(1, 10**6)),
        stock=draw(st.integers(1, 10**6)),
        quantity=quantity,
        unit_price=price,
        vat_rate=draw(RATES),
        discount=Decimal(discount) / 100,
        points=points,
        points_discount=Decimal(points) / 100,
    )


@st.composite
def deliveries(draw):
    charge = draw(cents(2000))
    return DeliveryAmount(
        code="standard",
        charge=charge,
        discount=min(charge, draw(cents(2000))),
    )


purchases = st.builds(add_up, st.lists(line_amounts(), max_size=12), deliveries())


@given(purchases)
def test_s09_l32_lines_and_delivery_add_up_to_the_total(totals):
    """S09, L32."""
    assert totals.total == totals.delivery + sum(line.cash for line in totals.lines)
    assert totals.total == (
        totals.goods - totals.discounts - totals.points_discount + totals.delivery
    )
    assert totals.total >= 0
    assert totals.total == totals.total.quantize(Decimal("0.01"))


@given(purchases)
def test_s09_l32_vat_by_rate_is_the_sum_of_the_lines_vat(totals):
    """S09, L32."""
    vat = [(line.vat_rate, line.cash - line.cash_excl_tax) for line in totals.lines]
    vat += [(portion.vat_rate, portion.vat) for portion in totals.delivery_portions]
    for rate in {rate for rate, _amount in vat}:
        assert totals.vat.get(rate, 0) == sum(
            amount for other, amount in vat if other == rate
        )
    assert totals.total_excl_tax + sum(totals.vat.values()) == totals.total


@given(purchases)
def test_l32_no_vat_is_left_on_what_points_cover(totals):
    """L32."""
    for line in totals.lines:
        assert line.cash_excl_tax == net(line.cash, vat_rate=line.vat_rate)
        assert 0 <= line.cash_excl_tax <= line.cash


@given(purchases, purchases)
def test_l04_a_quote_tells_purchases_apart(one, other):
    """L04."""
    assert changes(seen=one.quote, now=one) == ()
    if one.lines != other.lines and one.quote != other.quote:
        assert changes(seen=one.quote, now=other)


def test_l04_a_change_says_what_it_was_and_what_it_is():
    """L04."""
    delivery = DeliveryAmount(
        code="standard",
        charge=Decimal("4.90"),
        discount=Decimal("0.00"),
    )
    line = {"key": 1, "stock": 1, "quantity": 1, "vat_rate": Decimal(7)}
    before = add_up([LineAmount(unit_price=Decimal("10.00"), **line)], delivery)
    after = add_up([LineAmount(unit_price=Decimal("12.00"), **line)], delivery)

    assert changes(seen=before.quote, now=after) == (
        Change(what="total", before=Decimal("14.90"), after=Decimal("16.90")),
    )


@given(st.sampled_from(["1e999999", "sNaN", "Infinity", "9" * 5000]), purchases)
def test_numbers_that_are_no_amounts_are_no_quote(number, now):
    for forged in (f"{number}_5_1_1", f"1.00_5_{number}_1", f"1.00_{number}_1.00_1"):
        assert changes(seen=forged, now=now)


@given(st.text(max_size=60), purchases)
def test_a_forged_quote_is_a_changed_one(forged, totals):
    assert changes(seen=forged, now=totals) or forged == totals.quote
