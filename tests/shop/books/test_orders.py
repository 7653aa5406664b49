"""L10, L22: orders and ledger tell the same story, and each lie is found.

A discount by points exists if and only if its points were redeemed; a paid order
earned once; what a return put back or took was posted; and the other way round.
"""

from datetime import timedelta
from decimal import Decimal

import pytest

from loyalty import earning, reading, redemption, returns, why
from shop.books import orders as books
from shop.forks.order.models import Line, Order, OrderStatus
from shop.orders.fulfilling import shipping
from shop.orders.models import Return
from shop.orders.paying import confirming, lapsing
from shop.orders.undoing import cancelling
from shop.returns import taking_back
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    make_staff,
    make_user,
    place,
)
from tests.loyalty.deeds import merge

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOON = NOW + 2 * HOUR
MUCH_LATER = NOW + 40 * DAY


@pytest.fixture(scope="module")
def desk(module_db):
    return make_order_desk()


@pytest.fixture(scope="module")
def member(module_db):
    return make_member(5000)


def order_of(member, points=0, **fields):
    basket = make_basket([(make_product("20.00"), 2)], owner=member, points=points)
    return place(basket, **fields)


def paid(order, desk):
    return confirming.mark_paid(number=order.number, actor=desk, at=NOW)


def delivered(order, desk):
    paid(order, desk)
    shipping.mark_shipped(number=order.number, actor=desk, at=NOW)
    return shipping.mark_delivered(number=order.number, actor=desk, at=NOW)


def take_back(order, desk, pieces=1, reference="R1"):
    return taking_back.take_back(
        number=order.number,
        actor=desk,
        quantities={order.lines.get().pk: pieces},
        reason="",
        restock=True,
        reference=reference,
        received_at=NOW + DAY,
    )


def found(at=SOON):
    return {(each.order, each.what) for each in books.differences(at=at)}


@pytest.fixture
def life(lived):
    """The orders as they stand, for each test to lie about."""
    orders = Order.objects.in_bulk([order.pk for order in lived.values()])
    return {name: orders[order.pk] for name, order in lived.items()}


@pytest.fixture(scope="module")
def lived(member, desk):
    """Every way an order can go: of a member, of somebody who is none, of a guest."""
    waiting = order_of(member, points=300)
    lapsed = order_of(member, points=200, at=NOW - 30 * DAY)
    lapsing.lapse_unpaid(at=NOW)
    dropped, refunded = order_of(member, points=100), order_of(member, points=100)
    paid(refunded, desk)
    for order in (dropped, refunded):
        cancelling.cancel(
            number=order.number, actor=desk, reason="", cancelled_at=NOW + HOUR
        )
    on_delivery = order_of(member, points=100, payment_method="on-delivery")
    used, plain = order_of(member, points=400), order_of(member)
    for order in (used, plain):
        delivered(order, desk)
    take_back(used, desk)
    take_back(plain, desk, pieces=2, reference="R2")
    for nobody in (make_user(), None):
        paid(order_of(nobody), desk)
    return {
        "waiting": waiting,
        "lapsed": lapsed,
        "dropped": dropped,
        "refunded": refunded,
        "on_delivery": on_delivery,
        "used": used,
        "plain": plain,
    }


def test_whatever_orders_do_the_ledger_agrees(life):
    assert list(books.differences(at=SOON)) == []
    assert Order.objects.get(pk=life["lapsed"].pk).status == OrderStatus.LAPSED


def test_what_is_examined_is_counted(life):
    [part] = books.reconciliation.ranges(chunk=books.CHUNK)

    # The guest's order concerns nobody's points.
    assert books.look(part, at=SOON).orders == Order.objects.count() - 1


def test_a_discount_without_redeemed_points_is_found(life):
    plain = life["plain"]
    Order.objects.filter(pk=plain.pk).update(
        points_redeemed=100, points_discount=Decimal(1)
    )

    assert found() == {
        (plain.number, "points on its lines"),
        (plain.number, "points redeemed"),
    }
    assert f"order {plain.number}, points redeemed: the order says 100, found 0" in map(
        str, books.differences(at=SOON)
    )


def test_redeemed_points_without_a_discount_are_found(life):
    used = life["on_delivery"]
    Line.objects.filter(order=used).update(points_redeemed=0)
    Order.objects.filter(pk=used.pk).update(points_redeemed=0, points_discount=0)

    assert list(books.differences(at=SOON)) == [
        books.Difference(used.number, "points redeemed", said=0, found=100)
    ]


def test_a_redemption_without_an_order_is_found(member):
    redemption.hold_points(
        member=member,
        points=50,
        reference="nowhere",
        held_at=NOW,
        lapses_at=SOON,
        why=why.held_for_order(order="nowhere"),
    )
    account = f"on account {member.pk}"
    assert found() == {("nowhere", f"a hold {account}")}

    redemption.capture_hold(
        member=member, reference="nowhere", captured_at=NOW, why=why.welcome()
    )
    assert found() == {
        ("nowhere", f"a hold {account}"),
        ("nowhere", f"a redemption {account}"),
    }


def test_an_order_of_somebody_else_explains_no_redemption(life):
    """The points of one member, the discount of another."""
    used, other = life["on_delivery"], make_member(0)
    Order.objects.filter(pk=used.pk).update(user=other)

    assert (used.number, f"a redemption on account {used.user_id}") in found()
    assert (used.number, "points redeemed") in found()


def test_a_hold_that_is_gone_is_found(life):
    waiting = life["waiting"]
    redemption.release_hold(
        member=waiting.user,
        reference=waiting.number,
        released_at=NOW,
        why=why.released(order=waiting.number),
    )

    assert found() == {(waiting.number, "points held")}
    # Once it should have been paid, its hold may end before the order does.
    assert found(at=waiting.payment_due_at) == set()


def test_a_hold_that_stayed_is_found(life):
    waiting = life["waiting"]
    Order.objects.filter(pk=waiting.pk).update(status=OrderStatus.LAPSED)

    assert found() == {(waiting.number, "a hold still open")}


def test_a_paid_order_that_never_earned_is_found(member, desk):
    order = order_of(member)
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.CONFIRMED, paid_at=NOW)

    assert found() == {(order.number, "points earned")}
    # The sweep that makes it up has not come by yet.
    assert found(at=NOW + HOUR / 2) == set()


def test_an_order_from_before_its_shopper_was_a_member_earned_nothing(member):
    order = order_of(member)
    Order.objects.filter(pk=order.pk).update(
        status=OrderStatus.CONFIRMED, paid_at=NOW - 2 * DAY
    )

    assert found() == set()


def test_an_order_that_earned_unpaid_is_found(life):
    waiting = life["waiting"]
    earning.accrue(
        member=waiting.user,
        points=37,
        reference=waiting.number,
        accrued_at=NOW,
        expires_at=MUCH_LATER,
        why=why.welcome(),
    )

    assert found() == {(waiting.number, "points earned")}


def test_an_accrual_for_no_order_is_found_but_a_gift_is_none(member, desk):
    delivered(order := order_of(member), desk)
    earned = reading.accrued(member=member, reference=order.number)
    earning.accrue(
        member=member,
        points=40,
        reference="nowhere",
        accrued_at=NOW,
        expires_at=MUCH_LATER,
        why=why.Why.of(earned.posting.why),
    )

    assert found() == {("nowhere", f"an accrual on account {member.pk}")}


def test_points_for_another_base_are_found(life):
    """What settlement computes from the stored lines is what was earned."""
    Line.objects.filter(order=life["used"]).update(line_price_incl_tax=Decimal(90))

    assert found() == {(life["used"].number, "points earned and kept")}


def test_a_delivered_order_whose_points_wait_for_ever_is_found(life, desk):
    paid(order := order_of(life["used"].user), desk)
    Order.objects.filter(pk=order.pk).update(
        status=OrderStatus.DELIVERED, delivered_at=NOW
    )

    assert found() == {(order.number, "a day on which its points can be spent")}


def test_a_return_that_was_not_posted_is_found(life):
    Return.objects.filter(reference="R1").update(points_restored=150, points_revoked=1)

    assert found() == {
        (life["used"].number, "points given back"),
        (life["used"].number, "points restored on its lines"),
        (life["used"].number, "points taken back"),
    }


def test_points_given_back_without_a_return_are_found(life):
    used = life["used"]
    returns.give_back(
        member=used.user,
        redemption_reference=used.number,
        points=10,
        reference="a favour",
        given_back_at=NOW,
        why=why.given_back(order=used.number),
    )

    assert found() == {(used.number, "points given back")}


def test_an_order_paid_after_a_merge_earned_at_the_other_account(life, desk):
    """L36: found there, and nowhere else; somebody else's order explains nothing."""
    closing, surviving, stranger = (make_member(0) for _member in range(3))
    order = order_of(closing)
    merge(
        closing,
        surviving,
        at=NOW,
        by=[make_staff("loyalty.merge_accounts") for _person in range(2)],
    )
    delivered(order, desk)
    take_back(order, desk, reference="R3")
    assert reading.accrued(member=surviving, reference=order.number)
    assert found() == set()

    strange = (order.number, f"an accrual on account {surviving.pk}")
    Order.objects.filter(pk=order.pk).update(paid_at=None)
    assert strange in found()
    Order.objects.filter(pk=order.pk).update(paid_at=NOW, user=stranger)
    assert strange in found()


def test_an_order_that_earned_at_both_of_two_accounts_is_found(desk):
    """L36: before a merge at the one, and by hand at the other."""
    closing, surviving = (make_member(0) for _member in range(2))
    delivered(order := order_of(closing), desk)
    earned = reading.accrued(member=closing, reference=order.number)
    later = NOW + 30 * DAY
    assert earning.mature_due(member=closing, at=later)
    merge(
        closing,
        surviving,
        at=later,
        by=[make_staff("loyalty.merge_accounts") for _person in range(2)],
    )
    assert found() == set()
    earning.accrue(
        member=surviving,
        points=40,
        reference=order.number,
        accrued_at=later,
        expires_at=MUCH_LATER,
        why=why.Why.of(earned.posting.why),
    )

    assert found() == {(order.number, f"an accrual on account {surviving.pk}")}


def test_a_difference_counts_when_it_is_seen_twice(life, monkeypatch):
    """The shop goes on while its books are read: what is under way is no lie."""
    order = life["waiting"]
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.LAPSED)
    look = books._look

    def look_and_then_the_release_commits(part, at):
        looked = look(part, at)
        redemption.release_hold(
            member=order.user,
            reference=order.number,
            released_at=NOW,
            why=why.released(order=order.number),
        )
        return looked

    monkeypatch.setattr(books, "_look", look_and_then_the_release_commits)

    assert list(books.differences(at=SOON)) == []
