"""Offers, vouchers and points on the lines of an order."""

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oscar.apps.voucher.models import Voucher

from shop.forks.order.models import Order, OrderLineDiscount
from shop.orders.placing import ordering
from shop.rewards.discount import is_points_offer
from shop.tax.amounts import net
from tests.examples import examples
from tests.factories import (
    NOW,
    make_basket,
    make_country,
    make_member,
    make_offer,
    make_product,
    make_purchase,
    make_voucher,
    place,
)

pytestmark = pytest.mark.django_db


def check(order: Order) -> None:
    """Σ lines + delivery = total; Σ VAT by rate = Σ line VAT; nothing is negative."""
    order.refresh_from_db()
    lines = list(order.lines.all())
    assert order.total_incl_tax == order.shipping_incl_tax + sum(
        line.line_price_incl_tax for line in lines
    )
    assert order.total_excl_tax == order.shipping_excl_tax + sum(
        line.line_price_excl_tax for line in lines
    )
    assert order.points_discount == sum(line.points_discount for line in lines)
    assert order.points_redeemed == sum(line.points_redeemed for line in lines)
    taken = defaultdict(Decimal)
    for discount in OrderLineDiscount.objects.filter(line__order=order):
        taken[discount.line_id] += discount.amount
        assert discount.amount > 0
    for line in lines:
        assert line.line_price_incl_tax >= 0
        assert line.line_price_excl_tax == net(
            line.line_price_incl_tax, vat_rate=line.vat_rate
        )
        assert (
            line.line_price_before_discounts_incl_tax - line.line_price_incl_tax
            == taken[line.pk]
        )
    by_offer = sum(
        discount.amount for discount in order.discounts.filter(category="Basket")
    )
    assert by_offer == sum(taken.values())


def test_s11_two_discounts_of_8_take_10_off_a_line_of_10():
    """S11."""
    make_offer("Absolute", "8.00")
    make_offer("Absolute", "8.00")

    order = place(make_basket([(make_product("10.00"), 1)]))

    check(order)
    assert order.lines.get().line_price_incl_tax == 0
    assert [discount.amount for discount in order.discounts.all()] == [
        Decimal("8.00"),
        Decimal("2.00"),
    ]


def test_s09_percentages_are_rounded_on_each_line():
    """S09."""
    make_offer("Percentage", 15)
    lines = [(make_product("0.99"), 3), (make_product("1.11", vat_rate=7), 1)]

    order = place(make_basket(lines))

    check(order)
    first, second = order.lines.order_by("pk")
    assert first.line_price_incl_tax == Decimal("2.52")  # 2.97 − 0.45 (0.4455)
    assert second.line_price_incl_tax == Decimal("0.94")  # 1.11 − 0.17 (0.1665)


def test_l33_offers_come_first_then_vouchers_then_points():
    """L33."""
    voucher = make_voucher()
    make_offer("Percentage", 50)
    make_offer("Absolute", "5.00", voucher=voucher, priority=-1)
    member = make_member(points=10_000)
    basket = make_basket([(make_product("20.00"), 1)], owner=member, points=10_000)
    basket.vouchers.add(voucher)

    order = place(basket)

    check(order)
    # 20.00 − 10.00 − 5.00 leaves 5.00; points leave the last cent.
    assert order.points_discount == Decimal("4.99")
    assert order.lines.get().line_price_incl_tax == Decimal("0.01")
    assert [discount.voucher_code for discount in order.discounts.all()] == [
        "",
        "SUN",
        "",
    ]


def test_an_offer_of_less_than_a_cent_is_named_where_it_takes_one():
    """S09: 4 % of 0.15 is rounded to a cent on the line."""
    make_offer("Percentage", 4)

    order = place(make_basket([(make_product("0.03", stock=9), 5)]))

    assert order.lines.get().line_price_incl_tax == Decimal("0.14")
    (discount,) = order.discounts.all()
    assert discount.amount == Decimal("0.01")


def test_an_offer_on_delivery_is_part_of_the_delivery_price():
    make_offer("Shipping percentage", 50)

    order = place(make_basket([(make_product("10.00"), 1)]))

    check(order)
    assert order.shipping_incl_tax == Decimal("2.45")
    discount = order.discounts.get()
    assert (discount.category, discount.amount) == ("Shipping", Decimal("2.45"))


def test_points_do_not_cost_the_free_delivery():
    member = make_member(points=1000)
    basket = make_basket([(make_product("50.00"), 1)], owner=member, points=1000)

    order = place(basket)

    assert order.total_incl_tax == Decimal("40.00")


def test_s06_a_limited_offer_is_counted_and_then_over():
    """S06."""
    offer = make_offer("Absolute", "2.00", max_global_applications=1)

    first = place(make_basket([(make_product("10.00"), 1)]))
    second = place(make_basket([(make_product("10.00"), 1)]))

    assert first.total_incl_tax == Decimal("12.90")
    assert second.total_incl_tax == Decimal("14.90")
    offer.refresh_from_db()
    assert (offer.num_applications, offer.num_orders) == (1, 1)
    assert offer.total_discount == Decimal("2.00")


def test_s07_a_voucher_for_one_use_is_used_once():
    """S07."""
    voucher = make_voucher(usage=Voucher.SINGLE_USE)
    make_offer("Absolute", "2.00", voucher=voucher)
    baskets = [make_basket([(make_product("10.00"), 1)]) for _shopper in range(2)]
    for basket in baskets:
        basket.vouchers.add(voucher)
    make_country()
    seen = [make_purchase(basket) for basket in baskets]

    place(baskets[0])
    with pytest.raises(ordering.QuoteChanged):
        ordering.place_order(
            basket=baskets[1], shopper=None, purchase=seen[1], placed_at=NOW
        )

    voucher.refresh_from_db()
    assert (voucher.num_orders, voucher.total_discount) == (1, Decimal("2.00"))
    assert voucher.applications.count() == 1


def test_the_points_offer_is_no_row_that_every_order_changes():
    member = make_member(points=500)

    order = place(make_basket([(make_product("20.00"), 1)], owner=member, points=500))

    (discount,) = order.discounts.all()
    assert discount.amount == Decimal("5.00")
    assert is_points_offer(discount.offer)
    assert discount.offer.num_orders == 0


@pytest.mark.parametrize(
    ("bought", "paid"),
    [
        ([("7.80", 3)], "15.60"),
        ([("7.80", 6)], "31.20"),
        ([("7.80", 8)], "46.80"),
        ([("7.80", 9)], "46.80"),
        # The cheapest of what is left, though its line has given a piece before.
        ([("5.00", 3), ("9.00", 3)], "32.00"),
        ([("5.00", 1), ("9.00", 5)], "36.00"),
    ],
)
def test_three_for_two_gives_a_piece_for_every_three(bought, paid):
    """Oscar gives one piece of a line and no more, whatever the offer promises."""
    offer = make_offer("Multibuy", None, max_basket_applications=None)
    offer.condition.value = 3
    offer.condition.save()

    order = place(make_basket([(make_product(price), many) for price, many in bought]))

    check(order)
    goods = order.total_incl_tax - order.shipping_incl_tax
    assert str(goods) == paid


amounts = st.integers(1, 9999).map(lambda cents: Decimal(cents) / 100)
offers = st.fixed_dictionaries(
    {
        "of": st.one_of(
            st.tuples(st.just("Percentage"), st.integers(1, 100)),
            st.tuples(st.sampled_from(["Absolute", "Fixed"]), amounts),
            st.tuples(st.just("Fixed price"), amounts),
            st.tuples(st.just("Multibuy"), st.none()),
        ),
        "priority": st.integers(-1, 1),
        "exclusive": st.booleans(),
        "max_basket_applications": st.sampled_from([1, 3]),
        "with_voucher": st.booleans(),
    }
)
bought = st.tuples(
    amounts, st.integers(1, 6), st.sampled_from([7, 19]), st.sampled_from([0, 70, 100])
)


@given(
    lines=st.lists(bought, min_size=1, max_size=4),
    given_offers=st.lists(offers, max_size=4),
    points=st.integers(0, 5000),
)
@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_s09_s11_l32_l33_random_baskets_add_up(lines, given_offers, points):
    """S09, S11, L32, L33: whatever is given together, in whatever order."""
    member = make_member(points=5000)
    basket = make_basket(
        [
            (make_product(price, vat_rate=rate, max_points_share=share), quantity)
            for price, quantity, rate, share in lines
        ],
        owner=member,
        points=points,
    )
    made = [_give(basket, **given_offer) for given_offer in given_offers]
    make_country()
    try:
        order = place(basket, quote=make_purchase(basket).quote)
    finally:
        for offer in made:
            offer.suspend()

    check(order)
    assert order.points_redeemed <= points
    assert order.points_discount == Decimal(order.points_redeemed) / 100
    check_points_came_last(order, [share for *_line, share in lines])


def _give(basket, *, of, with_voucher, **fields):
    """Make an offer, and put its voucher into the basket if it has one."""
    kind, value = of
    voucher = (
        make_voucher(f"V{basket.vouchers.count()}-{basket.pk}")
        if with_voucher
        else None
    )
    if voucher:
        basket.vouchers.add(voucher)
    return make_offer(kind, value, voucher=voucher, **fields)


def check_points_came_last(order: Order, shares: list[int]) -> None:
    """Points took a share of what all others had left, and never the last cent."""
    for line, share in zip(order.lines.order_by("pk"), shares, strict=True):
        left = line.line_price_incl_tax + line.points_discount
        assert line.points_discount <= left * share / 100
    if order.points_redeemed:
        assert order.total_incl_tax - order.shipping_incl_tax >= Decimal("0.01")
    last = list(order.discounts.order_by("pk"))[-1:]
    if order.points_redeemed:
        assert is_points_offer(last[0].offer)
