"""F48: what pages and mails promise in points is what was booked."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from loyalty import earning, enrolment, policy, reading, redemption, returns, why
from shop.account.orders.earning import Earning
from shop.documents.models import Document
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming, lapsing
from shop.orders.undoing import calling_off, cancelling
from shop.returns import asking, taking_back
from shop.returns.asking import Wish
from shop.rewards import display, requesting, settlement
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    make_staff,
    place,
)
from tests.hearing import outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return make_order_desk()


def member_with(points, *, until):
    member = make_member()
    earning.accrue(
        member=member,
        points=points,
        reference="soon",
        accrued_at=NOW - timedelta(days=1),
        expires_at=until,
        pending=False,
        why=why.welcome(),
    )
    return member


def order_of(member, points=500):
    goods = [(make_product("20.00"), 1)]
    return place(make_basket(goods, owner=member, points=points))


def promised(kind):
    mail = outbox().get(kind=kind)
    return mail.context["points_restored"], mail.context["points_expired"]


@pytest.mark.parametrize("paid", [True, False])
def test_f48_expired_points_are_not_said_to_be_back(desk, paid):
    member = member_with(500, until=NOW + timedelta(days=1))
    order = order_of(member)
    if paid:
        confirming.mark_paid(number=order.number, actor=desk, at=NOW)
    later = NOW + timedelta(days=2)
    order.refresh_from_db()
    shown = calling_off.preview(order=order, at=later)

    cancelling.cancel(number=order.number, actor=desk, reason="", cancelled_at=later)

    assert reading.balance(member=member, at=later).available == 0
    assert promised("order-cancelled") == (0, 500)
    assert (shown.points_restored, shown.points_expired) == (0, 500)


def test_f48_a_lapsed_order_says_what_is_there(desk):
    member = member_with(300, until=NOW + timedelta(days=1))
    earning.accrue(
        member=member,
        points=200,
        reference="late",
        accrued_at=NOW - timedelta(days=1),
        expires_at=NOW + timedelta(days=300),
        pending=False,
        why=why.welcome(),
    )
    order = order_of(member)

    assert lapsing.lapse_unpaid(at=order.payment_due_at) == 1

    at = order.payment_due_at
    assert reading.balance(member=member, at=at).available == 200
    assert promised("order-lapsed") == (200, 300)


def test_f48_an_order_earns_what_its_page_promised(desk):
    member = make_member()
    order = order_of(member, points=0)
    policy.publish_rule(
        actor=make_staff("loyalty.publish_rule"),
        published_at=NOW + timedelta(hours=1),
        points_per_unit=Decimal("0.2"),
    )
    promise = Earning(order).points

    confirming.mark_paid(number=order.number, actor=desk, at=NOW + timedelta(hours=2))

    accrued = reading.accrued(member=member, reference=order.number)
    assert promise == accrued.granted == 20


@pytest.mark.parametrize("blocked_by", ["owed", "frozen"])
def test_f48_what_cannot_be_used_is_not_offered(client, blocked_by):
    now = timezone.now()
    member = make_member(300, at=now)
    if blocked_by == "frozen":
        enrolment.freeze(member=member, frozen_at=now)
    else:
        _owe(member, 50, now)
    basket = make_basket([(make_product("20.00"), 1)], owner=member)
    option = requesting.points_option(basket=basket, member=member, at=now)
    assert (option.balance, option.is_available) == (0, False)
    client.force_login(member)
    balance = reading.balance(member=member, at=now)
    assert (balance.available > 0, balance.spendable) == (True, 0)

    page = client.get(reverse("points:statement")).content.decode()

    assert '<p class="big-number" data-kind="points">0</p>' in page
    assert "are there, but cannot be used now" in page
    assert display.header_balance(member) == 0


def _owe(member, points, now):
    """Points are owed beside others that were set aside for an order meanwhile."""
    balance = reading.balance(member=member, at=now).available
    redemption.hold_points(
        member=member,
        points=balance,
        reference="aside",
        held_at=now,
        lapses_at=now + timedelta(days=1),
        why=why.welcome(),
    )
    earning.accrue(
        member=member,
        points=points,
        reference="gone",
        accrued_at=now,
        expires_at=now + timedelta(days=99),
        pending=False,
        why=why.welcome(),
    )
    redemption.hold_points(
        member=member,
        points=points,
        reference="spent",
        held_at=now,
        lapses_at=now + timedelta(days=1),
        why=why.welcome(),
    )
    redemption.capture_hold(
        member=member, reference="spent", captured_at=now, why=why.welcome()
    )
    returns.revoke(
        member=member,
        accrual_reference="gone",
        points=points,
        reference="gone-back",
        revoked_at=now,
        why=why.welcome(),
    )
    redemption.release_hold(
        member=member, reference="aside", released_at=now, why=why.welcome()
    )


def delivered(order, desk, at=NOW):
    for step in (confirming.mark_paid, shipping.mark_shipped, shipping.mark_delivered):
        order = step(number=order.number, actor=desk, at=at)
    return order


@pytest.fixture
def in_debt(desk):
    """A member who owes 500 points that an order was paid with, and that order."""
    member = make_member()
    policy_days = timedelta(days=60)
    earned = place(
        make_basket([(make_product("500.00"), 1)], owner=member), at=NOW - policy_days
    )
    delivered(earned, desk, at=NOW - policy_days)
    order = order_of(member, points=500)
    assert order.points_redeemed == 500
    confirming.mark_paid(number=order.number, actor=desk, at=NOW)
    order.refresh_from_db()
    taking_back.take_back(
        number=earned.number,
        actor=desk,
        quantities={earned.lines.get().pk: 1},
        reason="",
        restock=True,
        reference="R1",
        received_at=NOW,
    )
    assert reading.balance(member=member, at=NOW).owed >= 500
    return member, order


def test_f48_points_that_repay_a_debt_are_not_promised_by_calling_off(in_debt, desk):
    """F48: the cancel page said 500, and 0 came."""
    member, order = in_debt
    shown = calling_off.preview(order=order, at=NOW)

    calling_off.cancel_by_shopper(
        number=order.number, shopper=member, cancelled_at=NOW, seen=shown.seen
    )

    assert reading.balance(member=member, at=NOW).available == 0
    assert (shown.points_restored, shown.points_repaid) == (0, 500)
    mail = outbox().get(kind="order-cancelled").context
    assert (mail["points_restored"], mail["points_repaid"]) == (0, 500)


def test_f48_preview_page_mail_and_note_of_a_return_say_the_same(in_debt, desk, client):
    """F48: the preview, the mail, the page and the timeline said 500, and 0 came."""
    member, order = in_debt
    for step in (shipping.mark_shipped, shipping.mark_delivered):
        order = step(number=order.number, actor=desk, at=NOW)
    line = order.lines.get()
    wishes = [Wish(line=line.pk, quantity=1, reason="changed-mind")]
    shown = asking.foresee(order=order, wishes=wishes, at=NOW)
    asking.request_return(
        number=order.number,
        shopper=member,
        wishes=wishes,
        quote=shown.quote,
        reference="a1",
        requested_at=NOW,
    )
    back = taking_back.take_back(
        number=order.number,
        actor=desk,
        quantities={line.pk: 1},
        reason="",
        restock=True,
        reference="R2",
        received_at=NOW,
    )

    assert reading.balance(member=member, at=NOW).available == 0
    assert (shown.points_restored, shown.points_repaid) == (0, 500)
    assert (back.points_back, back.points_repaid) == (0, 500)
    asked = outbox().get(kind="return-requested").context
    assert (asked["expected_restored"], asked["expected_repaid"]) == (0, 500)
    note = Document.objects.get(order=order, kind="credit-note")
    assert note.content["points_restored"] == 0
    client.force_login(member)
    page = client.get(reverse("customer:order", args=[order.number])).text
    assert "given back" not in page
    assert "500 points" in page.partition("make up for")[2]


def test_f48_a_lot_that_had_its_grace_is_promised_no_other(desk):
    """F48: 500 were promised for a lot whose grace was used up."""
    member = member_with(500, until=NOW + timedelta(days=1))
    order = delivered(order_of(member), desk)
    later, latest = NOW + timedelta(days=3), NOW + timedelta(days=60)

    def foreseen(at):
        return settlement.foresee_undoing(order=order, points=499, at=at)

    assert foreseen(later) == reading.Freed(usable=499)
    returns.give_back(
        member=member,
        redemption_reference=order.number,
        points=1,
        reference="return:R0",
        given_back_at=later,
        why=why.given_back(order=order.number),
    )
    assert foreseen(later) == reading.Freed(usable=499)
    assert foreseen(latest) == reading.Freed(expired=499)

    back = settlement.undo_redemption(
        order=order, points=499, reference="return:R1", at=latest
    )
    assert back == reading.Freed(expired=499)
