"""An order that offers pay in full waits for no money (L13)."""

from decimal import Decimal

import pytest

from shop.audit.models import Entry
from shop.orders.paying import differing
from shop.orders.status import ImpossibleStep
from shop.orders.undoing import cancelling
from shop.payments.models import PaymentAttempt, Refund
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_offer,
    make_order_desk,
    make_point,
    make_product,
    place,
)
from tests.payment_services import entry

pytestmark = pytest.mark.django_db
WAYS = ["bank-transfer", "on-delivery", "online"]


@pytest.fixture
def ordered(settings):
    """Place an order of a cup that an offer gives away, picked up for nothing."""
    settings.PAYMENT_PROVIDERS = {"stripe": entry()}  # where nobody answers
    make_offer("Percentage", 100)
    member = make_member(500)

    def order(way):
        basket = make_basket([(make_product("8.00"), 2)], owner=member, points=500)
        return place(
            basket,
            delivery_code="pickup",
            pickup_point=make_point().pk,
            payment_method=way,
        )

    return order


@pytest.mark.parametrize("way", WAYS)
def test_it_is_paid_at_once_with_an_invoice_of_nothing(ordered, way):
    order = ordered(way)

    order.refresh_from_db()
    assert order.total_incl_tax == 0
    assert (order.status, order.paid_at) == ("confirmed", NOW)
    assert order.points_redeemed == 0
    invoice = order.documents.get()
    assert (invoice.kind, invoice.total) == ("invoice", Decimal("0.00"))
    payment = order.payment
    assert (payment.captured, payment.captured_at) == (0, NOW)
    assert not PaymentAttempt.objects.exists()
    assert Entry.objects.filter(action="order.mark-paid").count() == 1
    assert list(differing.orders_without_money("stripe", [], NOW)) == []
    assert list(differing.paid_by_hand(NOW)) == []


def test_it_can_be_cancelled_and_owes_nothing(ordered):
    order = ordered("online")

    cancelling.cancel(
        number=order.number, actor=make_order_desk(), reason="", cancelled_at=NOW
    )

    assert not Refund.objects.exists()
    with pytest.raises(ImpossibleStep):
        cancelling.cancel(
            number=order.number, actor=make_order_desk(), reason="", cancelled_at=NOW
        )


def test_an_order_that_costs_a_cent_still_waits():
    """The positive control: points never pay the last cent."""
    member = make_member(10_000)
    basket = make_basket([(make_product("8.00"), 1)], owner=member, points=10_000)

    order = place(basket, delivery_code="pickup", pickup_point=make_point().pk)

    assert order.total_incl_tax == Decimal("0.01")
    assert order.status == "awaiting-payment"
