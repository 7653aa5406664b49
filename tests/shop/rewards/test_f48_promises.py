"""F48: what pages and mails promise in points is what was booked."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from loyalty import earning, enrolment, policy, reading, redemption, returns, why
from shop.account.orders.earning import Earning
from shop.orders.paying import confirming, lapsing
from shop.orders.undoing import calling_off, cancelling
from shop.rewards import display, requesting
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
