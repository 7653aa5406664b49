"""The right to withdraw: confirmed with its day and time, and carried out."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from loyalty import reading
from shop.documents import reconciliation as documents
from shop.documents.models import Document
from shop.forks.order.models import Order, OrderStatus
from shop.orders.paying import confirming
from shop.payments.models import Payment, Refund
from shop.returns import (
    asking,
    ending,
    foreseeing,
    reconciliation,
    taking_back,
    withdrawing,
)
from shop.returns.models import Withdrawal
from shop.returns.seen import seen
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_offer,
    make_product,
    make_zone,
    place,
)
from tests.hearing import outbox
from tests.shop.returns.conftest import LATER, ask, delivered, receive, wishes

pytestmark = pytest.mark.django_db


def withdraw(order, *quantities, at=LATER, reference="W1"):
    return withdrawing.withdraw(
        number=order.number,
        shopper=order.user,
        wishes=wishes(order, *quantities),
        name="Ada Fischer",
        email="ada@example.com",
        reference=reference,
        declared_at=at,
    )


@pytest.mark.parametrize("paid", [True, False])
def test_an_order_that_has_not_left_is_cancelled_at_once(desk, paid):
    member = make_member(points=500)
    order = place(make_basket([(make_product("20.00"), 2)], owner=member, points=500))
    if paid:
        confirming.mark_paid(number=order.number, actor=desk, at=NOW)

    withdraw(order, 2)

    order.refresh_from_db()
    assert order.status == OrderStatus.CANCELLED
    assert reading.balance(member=member, at=LATER).available == 500
    refunds = list(Refund.objects.values_list("amount", flat=True))
    assert refunds == ([order.total_incl_tax] if paid else [])


def test_the_confirmation_is_durable_and_goes_to_the_address_given(desk):
    order = delivered([(make_product("20.00", title="Cup"), 2)], desk)

    withdrawal = withdraw(order, 2)

    mail = outbox().get(kind="withdrawal-confirmed")
    assert mail.recipient == "ada@example.com"
    # A guest's address is anybody's: what was typed is kept, and not sent (F29).
    assert mail.context["declared_by"] == ""
    assert withdrawal.name == "Ada Fischer"
    assert mail.context["declared_at"] == "17 March 2025, 13:00 (CET)"
    assert mail.context["pieces"][0]["title"] == "Cup"
    assert mail.context["number"] == order.number
    with pytest.raises(DatabaseError), transaction.atomic():
        Withdrawal.objects.filter(pk=withdrawal.pk).update(name="Somebody")


def test_delivered_goods_come_back_with_what_delivery_cost(desk):
    """L12: all that was paid, to the cent, and no more; VAT of delivery included."""
    order = delivered([(make_product("20.00"), 2)], desk)
    assert order.shipping_incl_tax == Decimal("4.90")

    request = withdraw(order, 2).request
    receipt = receive(request, desk, 2)

    payment = Payment.objects.get(order=order)
    assert receipt.returned.money == payment.refunded == payment.captured
    note = Document.objects.get(kind="credit-note")
    invoice = Document.objects.get(kind="invoice")
    assert [part["gross"] for part in note.content["delivery"]] == ["4.90"]
    assert note.content["rates"] == invoice.content["rates"]
    assert list(reconciliation.differences()) == []


def test_a_withdrawal_from_some_goods_keeps_delivery_paid(desk):
    order = delivered([(make_product("20.00"), 2)], desk)

    receipt = receive(withdraw(order, 1).request, desk, 1)

    assert receipt.returned.money == Decimal("20.00")


def test_delivery_goes_back_with_the_last_parcel(desk):
    order = delivered([(make_product("20.00"), 2)], desk)
    request = withdraw(order, 2).request

    first = receive(request, desk, 1)
    last = receive(request, desk, 1, turn=2)

    assert [first.returned.money, last.returned.money] == [
        Decimal("20.00"),
        Decimal("24.90"),
    ]


@pytest.mark.parametrize("first", ["returned", "withdrawn"])
def test_withdrawing_from_all_that_is_left_brings_delivery_back(desk, first):
    """Directive 2011/83/EU, article 13; whichever parcel is opened last brings it."""
    order = delivered([(make_product("20.00"), 2)], desk)
    returned = ask(order, 1)
    request = withdraw(order, 1).request
    parcels = [returned, request] if first == "returned" else [request, returned]

    shown = [foreseeing.foresee_request(parcel, at=LATER).money for parcel in parcels]
    settled = [receive(parcel, desk, 1).returned.money for parcel in parcels]

    assert shown == [Decimal("24.90"), Decimal("24.90")]
    assert settled == [Decimal("20.00"), Decimal("24.90")]
    payment = Payment.objects.get(order=order)
    assert payment.refunded == payment.captured
    assert list(documents.differences()) == []


def test_returning_the_rest_after_a_withdrawal_keeps_delivery_paid(desk):
    order = delivered([(make_product("20.00"), 2)], desk)
    request = withdraw(order, 1).request
    returned = ask(order, 1)

    settled = [receive(one, desk, 1).returned.money for one in (request, returned)]

    assert settled == [Decimal("20.00"), Decimal("20.00")]


def test_who_keeps_a_piece_after_all_keeps_delivery_paid(desk):
    order = delivered([(make_product("20.00"), 2)], desk)
    returned = ask(order, 1)
    request = withdraw(order, 1).request
    ending.cancel(number=returned.number, shopper=None, at=LATER)

    assert receive(request, desk, 1).returned.money == Decimal("20.00")


def test_pieces_withdrawn_from_bring_delivery_without_their_label_too(desk):
    """Staff took them back on the page of the order."""
    order = delivered([(make_product("20.00"), 2)], desk)
    request = withdraw(order, 2).request
    quantities = {order.lines.get().pk: 2}
    due = taking_back.preview(order=order, quantities=quantities)
    assert (due.money, due.delivery) == (Decimal("44.90"), Decimal("4.90"))

    taking_back.take_back(
        number=order.number,
        actor=desk,
        quantities=quantities,
        reason="The label was lost",
        restock=True,
        reference="B1",
        received_at=LATER,
        previewed=seen(due),
    )

    request.refresh_from_db()
    assert request.state == "cancelled"
    payment = Payment.objects.get(order=order)
    assert payment.refunded == payment.captured
    assert list(documents.differences()) == []


def test_an_ordinary_return_keeps_delivery_paid(desk):
    order = delivered([(make_product("20.00"), 2)], desk)

    receipt = receive(ask(order, 2), desk, 2)

    assert receipt.returned.money == Decimal("40.00")


def test_who_chose_a_dearer_delivery_bears_the_difference(desk):
    make_zone(["DE"], standard="3.00", express="9.90")
    order = delivered([(make_product("20.00"), 1)], desk, delivery_code="express")
    assert order.shipping_incl_tax == Decimal("9.90")

    receipt = receive(withdraw(order, 1).request, desk, 1)

    assert receipt.returned.money == Decimal("23.00")
    (delivery,) = Document.objects.get(kind="credit-note").content["delivery"]
    assert (delivery["gross"], delivery["net"]) == ("3.00", "2.52")


def test_f50_what_the_cheapest_delivery_cost_then_is_kept(desk):
    """F50: tariffs change between order and withdrawal."""
    zone = make_zone(["DE"], standard="3.00", express="9.90")
    order = delivered([(make_product("20.00"), 1)], desk, delivery_code="express")
    zone.bands.filter(method__code="standard").update(price=Decimal("1.00"))
    zone.bands.filter(method__code="express").update(price=Decimal("15.00"))

    receipt = receive(withdraw(order, 1).request, desk, 1)

    assert receipt.returned.money == Decimal("23.00")
    assert order.ordinary_delivery == Decimal("3.00")


def test_f50_an_order_from_before_goes_by_the_tariff_of_today(desk):
    make_zone(["DE"], standard="3.00", express="9.90")
    order = delivered([(make_product("20.00"), 1)], desk, delivery_code="express")
    Order.objects.update(ordinary_delivery=None)

    receipt = receive(withdraw(order, 1).request, desk, 1)

    assert receipt.returned.money == Decimal("23.00")


@pytest.mark.parametrize(
    ("chosen", "discount", "ordinary"),
    [("standard", 0, "3.00"), ("express", 50, "1.50"), ("pickup", 0, "0.00")],
)
def test_f50_the_cheapest_counts_with_its_offers(chosen, discount, ordinary):
    make_zone(["DE"], standard="3.00", express="9.90")
    if discount:
        make_offer("Shipping percentage", discount)

    order = place(make_basket([(make_product("20.00"), 1)]), delivery_code=chosen)

    assert order.ordinary_delivery == Decimal(ordinary)


def test_what_is_seen_before_is_what_comes_back(desk):
    order = delivered([(make_product("20.00"), 2)], desk)

    consequence = withdrawing.foresee(order=order, wishes=wishes(order, 2), at=LATER)

    assert not consequence.cancels
    assert consequence.foreseen.money == Decimal("44.90")
    assert consequence.foreseen.delivery == Decimal("4.90")


def test_another_orders_reference_is_none_of_this_one(desk):
    """A form's hidden field says it: odd, and no reason to fail."""
    first, second = (place(make_basket([(make_product("20.00"), 1)])) for _ in range(2))

    assert withdraw(first, 1).order == first
    assert withdraw(second, 1).order == second
    assert withdraw(second, 1).order == second


def test_part_of_an_order_that_has_not_left_is_awaited(desk):
    order = place(make_basket([(make_product("20.00"), 2)]))
    confirming.mark_paid(number=order.number, actor=desk, at=NOW)

    request = withdraw(order, 1).request
    assert request.lines.get().open == 1

    withdraw(order, 1, reference="W2")
    order.refresh_from_db()
    assert order.status == OrderStatus.CANCELLED
    assert list(reconciliation.differences()) == []


def test_the_second_click_declares_nothing_more(desk):
    order = place(make_basket([(make_product("20.00"), 2)]))

    first, again = (withdraw(order, 2) for _click in range(2))

    assert again == first
    assert outbox().filter(kind="withdrawal-confirmed").count() == 1


def test_the_period_ends_14_days_after_delivery(desk):
    order = delivered([(make_product(), 2)], desk)
    withdraw(order, 1, at=NOW + timedelta(days=14))

    with pytest.raises(withdrawing.PeriodIsOver):
        withdraw(order, 1, at=NOW + timedelta(days=15), reference="W2")
    # It can still be returned freely.
    wanted = wishes(order, 1)
    assert asking.foresee(order=order, wishes=wanted, at=NOW + timedelta(days=15))


def test_an_order_that_is_over_has_no_contract(desk):
    order = place(make_basket([(make_product(), 1)]))
    withdraw(order, 1)

    with pytest.raises(withdrawing.OrderIsOver):
        withdraw(order, 1, reference="W2")
