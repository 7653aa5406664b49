"""What orders do to points: held, used, earned, given back, taken back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from loyalty import enrolment, policy, reading
from shop.books import orders as books
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.orders.placing import ordering
from shop.orders.undoing import cancelling
from shop.returns import taking_back
from shop.rewards import settlement, sweeping
from tests.factories import (
    NOW,
    make_basket,
    make_category,
    make_member,
    make_order_desk,
    make_product,
    make_purchase,
    make_staff,
    make_user,
    place,
)
from tests.loyalty.deeds import merge

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
DELIVERY = NOW + timedelta(days=3)


@pytest.fixture
def desk():
    return make_order_desk()


def balance(member, at=LATER):
    return reading.balance(member=member, at=at)


def order_of(member, *goods, points=0, method="bank-transfer"):
    basket = make_basket(goods, owner=member, points=points)
    return place(basket, payment_method=method)


def paid(order, desk, at=LATER):
    return confirming.mark_paid(number=order.number, actor=desk, at=at)


def delivered(order, desk, at=DELIVERY):
    shipping.mark_shipped(number=order.number, actor=desk, at=at - timedelta(days=1))
    return shipping.mark_delivered(number=order.number, actor=desk, at=at)


def take_back(order, desk, reference, **pieces):
    lines = list(order.lines.order_by("pk"))
    return taking_back.take_back(
        number=order.number,
        actor=desk,
        quantities={lines[int(at[1:])].pk: count for at, count in pieces.items()},
        reason="",
        restock=True,
        reference=reference,
        received_at=DELIVERY + timedelta(days=2),
    )


def test_a_discount_exists_exactly_where_points_are_posted(desk):
    """L10: with points a hold and a redemption of that number; without, neither."""
    member = make_member(1000)
    plain = order_of(member, (make_product("20.00"), 1))
    with_points = order_of(member, (make_product("20.00"), 1), points=400)

    kinds = [posting.kind for posting in reading.statement(member=member)]
    assert kinds == ["hold", "accrual"]
    assert (plain.points_redeemed, plain.points_discount) == (0, 0)
    assert (with_points.points_redeemed, with_points.points_discount) == (
        400,
        Decimal("4.00"),
    )
    assert balance(member).held == 400

    paid(with_points, desk)

    redeemed = reading.redeemed(member=member, reference=with_points.number)
    assert redeemed.points == with_points.points_redeemed
    assert reading.redeemed(member=member, reference=plain.number) is None
    assert balance(member).held == 0


def test_an_order_to_be_paid_on_delivery_uses_its_points_at_once():
    member = make_member(1000)

    order = order_of(
        member, (make_product("20.00"), 1), points=400, method="on-delivery"
    )

    assert reading.redeemed(member=member, reference=order.number).points == 400
    assert (balance(member).available, balance(member).held) == (600, 0)


def test_an_order_earns_on_what_its_goods_cost_in_money(desk):
    """L30, L35: not on the part paid with points, not on delivery."""
    member = make_member(1000)
    order = order_of(member, (make_product("20.99"), 1), points=400)
    assert order.total_incl_tax > order.lines.get().line_price_incl_tax

    paid(order, desk)

    assert balance(member).pending == 16
    posting = reading.accrued(member=member, reference=order.number).posting
    assert "€16.99" in posting.explanation
    assert "rule 1, rounded down" in posting.explanation


def test_excluded_goods_earn_nothing_and_the_posting_says_so(desk):
    """L35: the labels are those the line was bought with."""
    make_category("gift-cards")
    policy.publish_rule(
        actor=make_staff("loyalty.publish_rule"),
        published_at=NOW - timedelta(days=1),
        excluded_labels=["gift-cards"],
    )
    member = make_member()
    card = make_product("50.00", categories=("gift-cards",))
    order = order_of(member, (make_product("20.00"), 1), (card, 1))
    card.categories.clear()

    paid(order, desk)

    assert balance(member).pending == 20
    posting = reading.accrued(member=member, reference=order.number).posting
    assert "€50.00" in posting.explanation


def test_earning_follows_the_orders_own_amounts_and_currency(desk, settings):
    """L34: a currency switch before the payment does not make 1,700 points of 100."""
    member = make_member()
    tea = make_product("50.00")
    order = order_of(member, (tea, 2))
    tea.stockrecords.update(price="850.00", price_currency="CNY")
    settings.OSCAR_DEFAULT_CURRENCY = "CNY"

    paid(order, desk)

    assert balance(member).pending == 100
    earned = reading.statement(member=member).first()
    assert "€100.00 paid in money" in earned.explanation


def test_a_guest_and_somebody_outside_the_programme_earn_nothing(desk):
    guest = order_of(None, (make_product("20.00"), 1))
    outsider = make_user()

    paid(guest, desk)
    paid(order_of(outsider, (make_product("20.00"), 1)), desk)

    assert not reading.is_member(outsider)


def test_points_become_spendable_when_the_return_window_is_over(desk):
    member = make_member()
    order = delivered(paid(order_of(member, (make_product("20.00"), 1)), desk), desk)

    last_day = order.delivered_at + timedelta(days=14)
    assert balance(member, at=last_day).available == 0
    assert balance(member, at=last_day + timedelta(days=1)).available == 20


def test_settling_twice_is_settling_once(desk):
    """L07, L08: each step has its reference; a repetition posts nothing."""
    member = make_member(1000)
    order = order_of(member, (make_product("20.00"), 1), points=400)
    for _repetition in range(2):
        settlement.hold(order=order, at=NOW)
    order = paid(order, desk)
    for _repetition in range(2):
        settlement.capture(order=order, at=LATER)
        assert settlement.earn(order=order, at=LATER) == 16
    order = delivered(order, desk)
    settlement.schedule(order=order, at=DELIVERY)

    kinds = [posting.kind for posting in reading.statement(member=member)]
    assert sorted(kinds) == ["accrual", "accrual", "hold", "redemption", "schedule"]


def test_a_cancelled_order_leaves_no_trace_in_the_balance(desk):
    """L06, L08, L11, L13: used points return, earned points go, both by postings."""
    member = make_member(1000)
    waiting = order_of(member, (make_product("20.00"), 1), points=300)
    confirmed = paid(order_of(member, (make_product("20.00"), 1), points=400), desk)

    for order in (waiting, confirmed):
        cancelling.cancel(
            number=order.number, actor=desk, reason="test", cancelled_at=LATER
        )

    now = balance(member)
    assert (now.available, now.pending, now.held, now.owed) == (1000, 0, 0, 0)


def test_a_return_takes_back_what_the_rest_does_not_earn(desk):
    """L14, L15, L16, L18: by the rule of the accrual, to exactly zero."""
    member = make_member(1000)
    order = order_of(member, (make_product("3.50"), 3), points=100)
    order = delivered(paid(order, desk), desk)
    assert reading.accrued(member=member, reference=order.number).granted == 9
    policy.publish_rule(
        actor=make_staff("loyalty.publish_rule"),
        published_at=DELIVERY,
        points_per_unit=Decimal(100),
    )

    returns = [take_back(order, desk, f"R{number}", _0=1) for number in range(3)]

    assert [made.points_revoked for made in returns] == [3, 3, 3]
    assert sum(made.points_restored for made in returns) == 100
    assert sum(made.money for made in returns) == Decimal("9.50")
    accrued = reading.accrued(member=member, reference=order.number)
    redeemed = reading.redeemed(member=member, reference=order.number)
    assert (accrued.kept, redeemed.kept) == (0, 0)
    assert balance(member, at=DELIVERY + timedelta(days=3)).available == 1000


def closed_into(survivor, member):
    """Close the account of `member`; return who has its points now."""
    by = [make_staff("loyalty.merge_accounts") for _person in range(2)]
    merge(member, survivor, at=LATER, by=by)
    return survivor


def test_an_order_under_way_earns_where_its_member_went(desk):
    """L36, L09: paid, delivered and returned after the account was merged."""
    member = make_member()
    order = order_of(member, (make_product("50.00"), 2))
    other = closed_into(make_member(), member)
    last = closed_into(make_member(), other)

    delivered(paid(order, desk, at=LATER), desk)
    assert (balance(member).pending, balance(last).pending) == (0, 100)
    assert sweeping.accrue_missed(at=LATER) == 0
    for _repetition in range(2):
        take_back(order, desk, "R1", l0=1)

    after = DELIVERY + timedelta(days=20)
    assert balance(last, at=after).available == 50
    assert balance(member, at=after).available == 0
    assert list(books.differences(at=after)) == []


def test_an_order_paid_before_a_merge_is_returned_after_it(desk):
    """L36, L11, L18: points used come back, points earned are taken back, there."""
    member = make_member(1000)
    order = order_of(member, (make_product("50.00"), 2), points=1000)
    delivered(paid(order, desk), desk)
    at = DELIVERY + timedelta(days=20)
    by = [make_staff("loyalty.merge_accounts") for _person in range(2)]
    other = make_member()
    merge(member, other, at=at, by=by)
    assert balance(other, at=at).available == 90

    taking_back.take_back(
        number=order.number,
        actor=desk,
        quantities={order.lines.get().pk: 2},
        reason="",
        restock=True,
        reference="R1",
        received_at=at,
    )

    assert balance(other, at=at).available == 1000
    assert balance(other, at=at).owed == 0
    assert balance(member, at=at).available == 0
    assert list(books.differences(at=at)) == []


def test_a_closed_account_uses_no_points(desk):
    """L04, L36: what the shopper saw is no longer so."""
    member = make_member(1000)
    basket = make_basket([(make_product("20.00"), 1)], owner=member, points=400)
    purchase = make_purchase(basket)
    closed_into(make_member(), member)

    with pytest.raises(ordering.QuoteChanged):
        ordering.place_order(
            basket=basket, shopper=member, purchase=purchase, placed_at=LATER
        )


def test_an_order_with_everything_returned_schedules_nothing(desk):
    member = make_member()
    order = paid(order_of(member, (make_product("20.00"), 1)), desk)
    settlement.undo_earning(order=order, remaining={}, reference="all", at=LATER)

    settlement.schedule(order=order, at=DELIVERY)

    kinds = [posting.kind for posting in reading.statement(member=member)]
    assert kinds == ["revocation", "accrual"]


def test_points_used_elsewhere_are_owed_after_a_return(desk):
    """L21: more is taken back than there is; never below zero, never billed."""
    member = make_member()
    order = paid(order_of(member, (make_product("200.00"), 1)), desk)
    order = delivered(order, desk)
    mature = DELIVERY + timedelta(days=20)
    basket = make_basket([(make_product("9.00"), 1)], owner=member, points=200)
    place(basket, at=mature, payment_method="on-delivery")

    settlement.undo_earning(order=order, remaining={}, reference="all", at=mature)

    assert (balance(member, mature).available, balance(member, mature).owed) == (0, 200)


class TestSweep:
    """L09: a paid order that earned nothing is found; one that did is left alone."""

    def test_an_order_attached_to_a_member_later_is_booked(self, desk):
        shopper = make_user()
        order = paid(order_of(shopper, (make_product("20.00"), 1)), desk)
        delivered(order, desk)
        assert sweeping.accrue_missed(at=DELIVERY) == 0
        enrolment.enrol(member=shopper, enrolled_at=DELIVERY)

        assert sweeping.accrue_missed(at=DELIVERY) == 1
        assert sweeping.accrue_missed(at=DELIVERY) == 0

        assert balance(shopper, at=DELIVERY).pending == 20
        mature = DELIVERY + timedelta(days=16)
        assert balance(shopper, at=mature).available == 20

    def test_nothing_is_booked_twice(self, desk):
        member = make_member()
        order = paid(order_of(member, (make_product("20.00"), 1)), desk)
        paid(order_of(member, (make_product("0.50"), 1)), desk)
        order_of(member, (make_product("20.00"), 1))
        cancelling.cancel(
            number=order.number, actor=desk, reason="", cancelled_at=LATER
        )

        assert sweeping.accrue_missed(at=LATER) == 0
        assert balance(member).pending == 0
