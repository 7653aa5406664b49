"""Points as a discount: on what, how far, and with the right VAT."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyalty import earning, policy, reading, redemption, returns, why
from shop.delivery import tariffs
from shop.forks.offer.models import Benefit, Condition, ConditionalOffer, Range
from shop.orders.placing import pricing
from shop.rewards.offer import points_by_line
from shop.tax.amounts import net
from tests import factories
from tests.examples import examples
from tests.factories import NOW, make_basket, make_member, make_product

pytestmark = pytest.mark.django_db
NEXT_YEAR = NOW + timedelta(days=365)


def read(basket, at=NOW):
    return pricing.read_basket(basket_id=basket.pk, shopper=basket.owner, at=at)


def totals(basket, at=NOW, delivery_code="standard"):
    way = tariffs.current().way(delivery_code)
    return pricing.price(basket=read(basket, at), at=at, way=way)


def used(basket, at=NOW):
    return sum(part.points for part in points_by_line(read(basket, at)).values())


def make_offer(percent, *, name="Spring", exclusive=True, **fields):
    everything, _made = Range.objects.get_or_create(
        name="Everything", includes_all_products=True
    )
    return ConditionalOffer.objects.create(
        name=name,
        offer_type=ConditionalOffer.SITE,
        exclusive=exclusive,
        condition=Condition.objects.create(
            range=everything, type=Condition.COUNT, value=1
        ),
        benefit=Benefit.objects.create(
            range=everything, type=Benefit.PERCENTAGE, value=percent
        ),
        **fields,
    )


def grant(member, points, *, reference):
    earning.accrue(
        member=member,
        points=points,
        reference=reference,
        accrued_at=NOW - timedelta(days=1),
        expires_at=NEXT_YEAR,
        pending=False,
        why=why.welcome(),
    )


def publish(**fields):
    return policy.publish_rule(
        actor=factories.make_staff("loyalty.publish_rule"),
        published_at=NOW - timedelta(hours=1),
        **fields,
    )


def test_points_are_spread_over_the_lines_in_proportion():
    """L32: exact parts, the remainder to the largest."""
    basket = make_basket(
        [(make_product("20.00"), 1), (make_product("5.00"), 2)],
        owner=make_member(1000),
        points=999,
    )

    parts = list(points_by_line(read(basket)).values())

    assert [part.points for part in parts] == [666, 333]
    assert [part.discount for part in parts] == [Decimal("6.66"), Decimal("3.33")]


def test_vat_is_due_only_on_what_is_paid_in_money():
    """L32: each rate's VAT is that of its lines' money, not of their price."""
    basket = make_basket(
        [
            (make_product("11.90", vat_rate=19), 1),
            (make_product("10.70", vat_rate=7), 1),
        ],
        owner=make_member(2000),
        points=1000,
    )

    priced = totals(basket, delivery_code="pickup")

    full, reduced = (line.cash for line in priced.lines)
    assert priced.points_discount == Decimal("10.00")
    assert full + reduced == priced.total == Decimal("12.60")
    assert priced.vat == {
        Decimal("7.00"): reduced - net(reduced, vat_rate=Decimal(7)),
        Decimal("19.00"): full - net(full, vat_rate=Decimal(19)),
    }


def test_points_come_after_every_other_offer():
    """L33: an exclusive offer keeps its discount, points take what is left."""
    make_offer(Decimal(25))
    basket = make_basket(
        [(make_product("10.00"), 1)], owner=make_member(1000), points=1000
    )

    priced = totals(basket, delivery_code="pickup")

    assert priced.discounts == Decimal("2.50")
    assert priced.points_discount == Decimal("7.49")
    assert priced.total == Decimal("0.01")


def test_stacked_offers_and_points_never_go_below_a_cent():
    """L33: two offers that add up to everything leave nothing for points."""
    make_offer(Decimal(60), name="One", exclusive=False)
    make_offer(Decimal(100), name="Two", exclusive=False)
    basket = make_basket(
        [(make_product("10.00"), 1)], owner=make_member(1000), points=1000
    )

    priced = totals(basket, delivery_code="pickup")

    assert (priced.points, priced.total) == (0, Decimal("0.00"))


def test_points_never_pay_delivery():
    """L35: delivery stays to be paid in full."""
    basket = make_basket(
        [(make_product("5.00"), 1)], owner=make_member(5000), points=5000
    )

    priced = totals(basket)

    assert priced.points == 499
    assert priced.total == Decimal("0.01") + priced.delivery


def test_a_product_may_cap_its_share():
    basket = make_basket(
        [(make_product("10.00", max_points_share=70), 1)],
        owner=make_member(5000),
        points=5000,
    )

    assert used(basket) == 700


def test_a_variant_follows_its_parent():
    parent = make_product("10.00", max_points_share=50)
    basket = make_basket(
        [(factories.make_variant(parent, "8.00"), 1)],
        owner=make_member(5000),
        points=5000,
    )

    assert used(basket) == 400


def test_goods_without_discounts_take_no_points():
    basket = make_basket(
        [(make_product("10.00", is_discountable=False), 1), (make_product("3.00"), 1)],
        owner=make_member(5000),
        points=5000,
    )

    assert used(basket) == 300


def test_the_rule_bounds_what_an_order_uses():
    publish(max_share_percent=50, max_points_per_order=400)
    member = make_member(5000)
    cheap = make_basket([(make_product("6.00"), 1)], owner=member, points=5000)

    assert used(cheap) == 300
    cheap.add_product(make_product("94.00"), 1)
    assert used(cheap) == 400


def test_points_come_in_whole_cents():
    """A step of ten points where a thousand give 1.00."""
    publish(points_per_unit_of_discount=1000)
    basket = make_basket(
        [(make_product("6.00"), 1)], owner=make_member(5000), points=1239
    )

    priced = totals(basket)

    assert (priced.points, priced.points_discount) == (1230, Decimal("1.23"))


@pytest.mark.parametrize("points", [0, 99])
def test_fewer_points_than_the_minimum_do_nothing(points):
    basket = make_basket(
        [(make_product("10.00"), 1)], owner=make_member(5000), points=points
    )

    assert used(basket) == 0


def test_a_basket_uses_no_more_than_the_balance_of_that_moment():
    """L04, L25: points that have lapsed meanwhile are not promised."""
    member = make_member(500)
    basket = make_basket([(make_product("10.00"), 1)], owner=member, points=900)

    assert used(basket) == 500
    assert used(basket, at=NOW + timedelta(days=500)) == 0


def test_a_guest_uses_no_points():
    basket = make_basket([(make_product("10.00"), 1)], points=500)

    assert used(basket) == 0


def test_somebody_outside_the_programme_uses_no_points():
    basket = make_basket(
        [(make_product("10.00"), 1)], owner=factories.make_user(), points=500
    )

    assert used(basket) == 0


def test_owed_points_block_the_use_of_others():
    """L21: what was taken back beyond the balance is settled by earnings first."""
    member = make_member(200)
    grant(member, 300, reference="earned")
    for reference, points in (("spent", 300), ("waits", 200)):
        redemption.hold_points(
            member=member,
            points=points,
            reference=reference,
            held_at=NOW,
            lapses_at=NEXT_YEAR,
            why=why.welcome(),
        )
    redemption.capture_hold(
        member=member, reference="spent", captured_at=NOW, why=why.welcome()
    )
    returns.revoke(
        member=member,
        accrual_reference="earned",
        points=300,
        reference="sent back",
        revoked_at=NOW,
        why=why.welcome(),
    )
    redemption.release_hold(
        member=member, reference="waits", released_at=NOW, why=why.welcome()
    )
    assert reading.balance(member=member, at=NOW).available == 200
    basket = make_basket([(make_product("10.00"), 1)], owner=member, points=200)

    assert used(basket) == 0


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    goods=st.lists(
        st.tuples(
            st.integers(1, 9_999),
            st.integers(1, 4),
            st.sampled_from([7, 19]),
            st.sampled_from([0, 70, 100]),
        ),
        min_size=1,
        max_size=5,
    ),
    points=st.integers(0, 30_000),
    percent=st.sampled_from([0, 10, 33]),
)
def test_any_basket_adds_up(db, goods, points, percent):
    """L32, L33: parts, caps, VAT by rate and the total agree for any basket."""
    ConditionalOffer.objects.exclude(slug="points").delete()
    if percent:
        make_offer(Decimal(percent))
    lines = [
        (
            make_product(
                Decimal(cents) / 100, vat_rate=vat_rate, max_points_share=share
            ),
            quantity,
        )
        for cents, quantity, vat_rate, share in goods
    ]
    basket = make_basket(lines, owner=make_member(20_000), points=points)

    priced = totals(basket)

    assert priced.points <= min(points, 20_000)
    assert priced.points_discount == Decimal(priced.points) / 100
    assert priced.points == sum(line.points for line in priced.lines)
    cash = sum(line.cash for line in priced.lines)
    assert cash + priced.delivery == priced.total
    assert cash >= Decimal("0.01")
    for line, (_product, (_cents, _quantity, _rate, share)) in zip(
        priced.lines, zip(lines, goods, strict=True), strict=True
    ):
        assert line.cash >= 0
        left = line.price - line.discount
        assert line.points_discount <= left * share / 100
    assert sum(priced.vat.values()) == priced.total - priced.total_excl_tax


@pytest.mark.parametrize("lines", [1, 10])
def test_points_add_three_queries_to_any_basket(lines):
    """S14: the rule and the balance, whatever the lines and the other offers.

    The rule and the state it is kept under: outside a request none is remembered.
    """
    make_offer(Decimal(10), name="Combined", exclusive=False)
    member = make_member(5000)
    goods = [(make_product("10.00"), 1) for _number in range(lines)]
    basket = make_basket(goods, owner=member)
    read(basket)  # what is kept as long as nothing changes
    with CaptureQueriesContext(connection) as without:
        read(basket)
    basket.points_requested = 500
    basket.save()

    with CaptureQueriesContext(connection) as with_points:
        assert used(basket) == 500

    assert len(with_points) == len(without) + 2
