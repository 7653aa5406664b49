"""Opening a parcel: settle, refuse, await the rest, and close."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from loyalty import reading
from shop.audit.models import Entry
from shop.orders.fulfilling import shipping
from shop.orders.models import Return
from shop.orders.paying import confirming
from shop.orders.status import ImpossibleStep
from shop.orders.undoing import cancelling, returning
from shop.payments.models import Payment, Refund
from shop.returns import (
    ending,
    receiving,
    reconciliation,
    sending,
    taking_back,
    withdrawing,
)
from shop.returns.models import Receipt, ReturnRequest
from shop.returns.receiving import Verdict
from shop.returns.seen import NOTHING, SettlementChanged
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_product,
    make_staff,
    place,
)
from tests.hearing import outbox
from tests.shop.returns.conftest import LATER, ask, delivered, receive, wishes

pytestmark = pytest.mark.django_db
State = ReturnRequest.State


def test_l15_l18_what_was_received_is_settled_and_nothing_else(desk):
    """L15, L18: money, points used and points earned, and a credit note."""
    member = make_member(points=500)
    order = delivered([(make_product("20.00"), 2)], desk, member=member, points=500)
    request = ask(order, 2)

    receipt = receive(request, desk, 1)

    assert receipt.request.state == State.PART
    assert receipt.returned.money == Decimal("17.50")
    assert receipt.returned.reference == f"{request.number}-1"
    assert Refund.objects.get().amount == Decimal("17.50")
    balance = reading.balance(member=member, at=LATER)
    assert (balance.available, balance.pending) == (250, 17)
    assert order.documents.filter(kind="credit-note").count() == 1


def test_the_rest_arrives_later_or_is_closed(desk):
    order = delivered([(make_product("10.00"), 3)], desk)
    request = ask(order, 3)
    receive(request, desk, 1)
    receive(request, desk, 1, turn=2)

    closed = ending.close(
        number=request.number, actor=desk, words="Only two came.", at=LATER
    )

    assert closed.state == State.SETTLED
    assert Payment.objects.get(order=order).refunded == Decimal("20.00")
    assert outbox().get(kind="return-ended").context["said"] == "Only two came."
    with pytest.raises(ending.NotOpen):
        receive(request, desk, 1, turn=3)


def test_refused_pieces_stay_the_shoppers_and_the_reason_is_told(desk):
    order = delivered([(make_product("10.00"), 2)], desk)
    request = ask(order, 2)

    receipt = receive(request, desk, (0, 2), words="The glaze is scratched.")

    assert (receipt.request.state, receipt.returned) == (State.REFUSED, None)
    assert not Return.objects.exists()
    told = outbox().get(kind="return-refused").context
    assert told["said"] == "The glaze is scratched."
    assert told["pieces"][0]["why"] == "Used more than trying it takes"


def test_some_lines_go_back_into_stock_and_others_do_not(desk):
    cup, bowl = make_product(stock=10), make_product(stock=10)
    order = delivered([(cup, 1), (bowl, 1)], desk)
    request = ask(order, 1, 1)
    first, second = request.lines.order_by("pk")

    receiving.receive(
        number=request.number,
        actor=desk,
        verdicts={
            first.pk: Verdict(received=1, restock=True),
            second.pk: Verdict(received=1, restock=False),
        },
        words="",
        turn=1,
        received_at=LATER,
    )

    assert cup.stockrecords.get().num_in_stock == 10
    assert bowl.stockrecords.get().num_in_stock == 9
    assert [line.restocked for line in Receipt.objects.get().lines.all()] == [
        True,
        False,
    ]


def test_l07_repeating_a_receipt_settles_once(desk):
    """L07."""
    order = delivered([(make_product("10.00"), 2)], desk)
    request = ask(order, 2)

    first, again = (receive(request, desk, 1) for _press in range(2))

    assert again == first
    assert Payment.objects.get(order=order).refunded == Decimal("10.00")
    with pytest.raises(receiving.TurnTaken):
        receive(request, desk, (0, 1))
    with pytest.raises(receiving.TurnTaken):
        receive(request, desk, 1, turn=3)


@pytest.mark.parametrize("verdict", [3, (1, 2), (0, 3)])
def test_more_than_is_awaited_is_refused(desk, verdict):
    request = ask(delivered([(make_product(), 2)], desk), 2)

    with pytest.raises(receiving.MoreThanAwaited):
        receive(request, desk, verdict)
    with pytest.raises(returning.NoPieces):
        receive(request, desk, 0)
    assert not Receipt.objects.exists()


def test_a_foresight_says_the_same_and_writes_nothing(desk):
    order = delivered([(make_product("10.00"), 2)], desk)
    request = ask(order, 2)
    line = request.lines.get()

    foreseen = receiving.foresee(
        request=request, verdicts={line.pk: Verdict(received=1)}
    )

    assert not Receipt.objects.exists()
    assert foreseen.money == receive(request, desk, 1).returned.money


def test_a_parcel_is_settled_as_it_was_seen_or_not_at_all(desk):
    request = ask(delivered([(make_product("10.00"), 2)], desk), 2)

    for previewed, found in (
        ("9.99/0/0", [1]),
        (NOTHING, [1]),
        ("10.00/0/0", [(0, 1)]),
    ):
        with pytest.raises(SettlementChanged):
            receive(request, desk, *found, previewed=previewed)
    assert not Receipt.objects.exists()
    assert not Refund.objects.exists()

    for _pressed in range(2):
        receive(request, desk, 1, previewed="10.00/0/0")
    receive(request, desk, (0, 1), turn=2, previewed=NOTHING)

    assert Refund.objects.get().amount == Decimal("10.00")
    with pytest.raises(SettlementChanged):
        receive(request, desk, 1, previewed=NOTHING)


def test_s15_s19_staff_need_permission_and_leave_a_trace(desk):
    """S15, S19."""
    request = ask(delivered([(make_product(), 2)], desk), 2)
    viewer = make_staff("returns.view_returnrequest", "order.take_back")

    with pytest.raises(PermissionDenied):
        receive(request, viewer, 1)
    with pytest.raises(PermissionDenied):
        ending.close(number=request.number, actor=viewer, words="", at=LATER)
    with pytest.raises(PermissionDenied):
        sending.hand_in(number=request.number, actor=viewer, at=LATER)
    receive(request, desk, (1, 1), words="Thanks")

    entry = Entry.objects.get(action="return.receive")
    assert (entry.actor, entry.reason) == (desk, "Thanks")
    assert entry.after["state"] == State.SETTLED


def test_a_parcel_is_on_its_way_once(desk):
    order = delivered([(make_product(), 2)], desk)
    request = ask(order, 2)

    sending.mark_sent(number=request.number, shopper=None, at=LATER)
    request = sending.hand_in(number=request.number, actor=desk, at=LATER)

    assert request.state == State.SENT
    assert Entry.objects.filter(subject=f"return:{request.number}").count() == 2
    receive(request, desk, 1)
    with pytest.raises(ending.NotOpen):
        sending.hand_in(number=request.number, actor=desk, at=LATER)


class TestOvertaken:
    """Pieces come back otherwise: no request awaits what is gone."""

    def take_back(self, order, desk, quantity, previewed=None):
        taking_back.take_back(
            number=order.number,
            actor=desk,
            quantities={order.lines.get().pk: quantity},
            reason="",
            restock=True,
            reference="counter",
            received_at=LATER,
            previewed=previewed,
        )

    def test_the_youngest_request_gives_way(self, desk):
        order = delivered([(make_product(), 4)], desk)
        old, young = ask(order, 2), ask(order, 2)

        self.take_back(order, desk, 3)

        assert [request.lines.get().open for request in (old, young)] == [1, 0]
        young.refresh_from_db()
        assert young.state == State.CANCELLED
        assert list(reconciliation.differences()) == []

    def test_they_come_back_as_it_was_seen_or_not_at_all(self, desk):
        order = delivered([(make_product("10.00"), 1)], desk)

        with pytest.raises(SettlementChanged):
            self.take_back(order, desk, 1, previewed="9.99/0/0")

        assert not Return.objects.exists()
        self.take_back(order, desk, 1, previewed="10.00/0/0")

    def test_free_pieces_overtake_nothing(self, desk):
        order = delivered([(make_product(), 4)], desk)
        request = ask(order, 2)

        self.take_back(order, desk, 2)

        assert request.lines.get().open == 2
        assert not Entry.objects.filter(action="return.overtaken").exists()


def test_an_order_must_have_arrived_before_its_pieces_come_back(desk):
    order = place(make_basket([(make_product(), 2)]))
    confirming.mark_paid(number=order.number, actor=desk, at=NOW)
    order = shipping.mark_shipped(number=order.number, actor=desk, at=NOW)
    withdrawal = withdrawing.withdraw(
        number=order.number,
        shopper=None,
        wishes=wishes(order, 2),
        name="Ada",
        email="ada@example.com",
        reference="W1",
        declared_at=NOW,
    )

    with pytest.raises(ImpossibleStep):
        receive(withdrawal.request, desk, 2)

    shipping.mark_delivered(number=order.number, actor=desk, at=NOW)
    assert receive(withdrawal.request, desk, 2).request.state == State.SETTLED


def test_a_cancelled_order_awaits_nothing(desk):
    order = place(make_basket([(make_product(), 2)]), payment_method="on-delivery")
    shipping.mark_shipped(number=order.number, actor=desk, at=NOW)
    withdrawal = withdrawing.withdraw(
        number=order.number,
        shopper=None,
        wishes=wishes(order, 2),
        name="Ada",
        email="ada@example.com",
        reference="W1",
        declared_at=NOW,
    )

    cancelling.cancel(number=order.number, actor=desk, reason="", cancelled_at=LATER)

    request = ReturnRequest.objects.get(pk=withdrawal.request.pk)
    assert request.state == State.CANCELLED
    assert list(reconciliation.differences()) == []
