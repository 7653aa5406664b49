"""F46: nobody prolongs points by ordering and calling off."""

from datetime import timedelta

import pytest

from loyalty import earning, reading, why
from shop.documents.models import Document
from shop.orders.fulfilling import collecting, shipping
from shop.orders.paying import confirming
from shop.orders.undoing import cancelling
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    place,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


@pytest.fixture
def desk():
    return make_order_desk()


@pytest.fixture
def member():
    """Whose 500 points have expired by LATER."""
    member = make_member()
    earning.accrue(
        member=member,
        points=500,
        reference="soon",
        accrued_at=NOW - timedelta(days=1),
        expires_at=NOW + timedelta(days=1),
        pending=False,
        why=why.welcome(),
    )
    return member


def order_of(member, **fields):
    basket = make_basket([(make_product("20.00"), 1)], owner=member, points=500)
    return place(basket, payment_method="on-delivery", **fields)


def left_after_cancelling(order, desk):
    cancelling.cancel(number=order.number, actor=desk, reason="", cancelled_at=LATER)
    return reading.balance(member=order.user, at=LATER).available


def test_f46_an_order_that_lay_ready_was_not_sent(member, desk):
    order = order_of(member, delivery_code="pickup")
    collecting.mark_ready(number=order.number, actor=desk, at=NOW)

    assert left_after_cancelling(order, desk) == 0


def test_f46_a_parcel_that_came_back_unpaid_brings_the_grace(member, desk):
    order = order_of(member)
    shipping.mark_shipped(number=order.number, actor=desk, at=NOW)

    assert left_after_cancelling(order, desk) == 500


def test_f48_the_credit_note_says_what_is_there(member, desk):
    order = order_of(member)
    confirming.mark_paid(number=order.number, actor=desk, at=NOW)

    assert left_after_cancelling(order, desk) == 0

    note = Document.objects.get(kind="credit-note")
    assert note.content["points_restored"] == 0
