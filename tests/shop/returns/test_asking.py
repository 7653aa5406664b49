"""Asking to send pieces back: what is shown, what is refused, what is written."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from shop.audit.models import Entry
from shop.orders.paying import confirming
from shop.orders.status import ImpossibleStep
from shop.orders.undoing import cancelling, returning
from shop.payments.models import Refund
from shop.returns import asking, ending, window
from shop.returns.models import RequestedLine, ReturnRequest
from tests.factories import NOW, make_basket, make_member, make_product, place
from tests.hearing import outbox
from tests.shop.returns.conftest import LATER, ask, delivered, receive, wishes

pytestmark = pytest.mark.django_db
State = ReturnRequest.State


def test_what_comes_back_is_shown_before_anything_is_asked_for(desk):
    member = make_member(points=500)
    order = delivered([(make_product("20.00"), 2)], desk, member=member, points=500)

    foreseen = asking.foresee(order=order, wishes=wishes(order, 1), at=LATER)

    assert (foreseen.money, foreseen.points_restored) == (Decimal("17.50"), 250)
    assert (foreseen.points_revoked, foreseen.others_open) == (18, False)
    assert not ReturnRequest.objects.exists()


def test_l15_a_request_moves_neither_money_nor_points(desk):
    """L15: only what was received is settled."""
    order = delivered([(make_product("20.00"), 2)], desk)

    request = ask(order, 2)

    assert request.state == State.REQUESTED
    assert not Refund.objects.exists()
    assert order.lines.get().returned_quantity == 0
    mail = outbox().get(kind="return-requested")
    assert mail.context["expected"] == "40.00"
    entry = Entry.objects.get(action="return.request")
    assert entry.subject == f"return:{request.number}"


def test_s03_its_number_is_its_own_and_cannot_be_guessed(desk):
    """S03."""
    order = delivered([(make_product(), 9)], desk)

    numbers = {ask(order, 1).number for _request in range(9)}

    assert len(numbers) == 9
    assert all(number[0] == "R" and len(number) == 11 for number in numbers)


def test_sending_the_form_twice_asks_once(desk):
    """S02."""
    order = delivered([(make_product(), 2)], desk)

    first = ask(order, 2, reference="form")
    again = ask(order, 2, reference="form", quote="whatever")

    assert again == first
    assert outbox().filter(kind="return-requested").count() == 1


def test_l04_what_is_no_longer_so_is_shown_again(desk):
    """L04."""
    order = delivered([(make_product(), 2)], desk)

    with pytest.raises(asking.ForeseenChanged):
        ask(order, 1, quote="1.00/0/0")
    assert not ReturnRequest.objects.exists()


@pytest.mark.parametrize("quantity", [-1, 3, 10**9])
def test_more_than_was_bought_is_refused(desk, quantity):
    order = delivered([(make_product(), 2)], desk)

    with pytest.raises(returning.TooManyPieces) as refused:
        ask(order, quantity, quote="")
    assert refused.value.left == {order.lines.get().pk: 2}


def test_what_another_request_awaits_cannot_be_asked_for_again(desk):
    order = delivered([(make_product(), 3)], desk)
    ask(order, 2)

    with pytest.raises(returning.TooManyPieces) as refused:
        ask(order, 2, quote="")
    assert refused.value.left == {order.lines.get().pk: 1}


def test_the_database_refuses_it_too(desk):
    order = delivered([(make_product(), 3)], desk)
    request = ask(order, 2)

    for change in ({"quantity": 4}, {"received": 3}, {"given_up": 3}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RequestedLine.objects.filter(request=request).update(**change)
    line = order.lines.get()
    line.returned_quantity = 2
    line.save()
    with pytest.raises(IntegrityError, match="awaited"), transaction.atomic():
        RequestedLine.objects.filter(request=request).update(quantity=2)


def test_pieces_that_are_free_again_can_be_asked_for(desk):
    order = delivered([(make_product(), 3)], desk)
    ending.cancel(number=ask(order, 3).number, shopper=None, at=LATER)
    request = ask(order, 3)
    receive(request, desk, (1, 1))
    ending.close(number=request.number, actor=desk, words="", at=LATER)

    assert ask(order, 2).is_open


def test_a_second_request_is_foreseen_after_the_first(desk):
    """L16: each is shown what it brings once the other has arrived."""
    order = delivered([(make_product("10.00"), 1), (make_product("3.33"), 3)], desk)
    ask(order, 1, 1)

    foreseen = asking.foresee(order=order, wishes=wishes(order, 0, 2), at=LATER)

    assert foreseen.others_open
    assert foreseen.money == Decimal("6.66")


def test_nothing_chosen_and_another_orders_line_are_refused(desk):
    order = delivered([(make_product(), 2)], desk)
    other = delivered([(make_product(), 2)], desk)

    with pytest.raises(returning.NoPieces):
        ask(order, 0, quote="")
    with pytest.raises(returning.TooManyPieces):
        asking.foresee(order=order, wishes=wishes(other, 1), at=LATER)


def test_what_has_not_arrived_or_was_cancelled_cannot_be_returned(desk):
    order = place(make_basket([(make_product(), 2)]))
    with pytest.raises(ImpossibleStep):
        ask(order, 1, quote="")

    confirming.mark_paid(number=order.number, actor=desk, at=NOW)
    cancelling.cancel(number=order.number, actor=desk, reason="", cancelled_at=NOW)
    with pytest.raises(ImpossibleStep):
        ask(order, 1, quote="")


def test_l27_the_window_closes_after_its_last_day_in_the_shops_own_time(desk, settings):
    """L27: a day that begins at 23:30 UTC is the next one in the shop."""
    settings.RETURN_WINDOW_DAYS = 30
    evening = datetime(2025, 3, 14, 23, 30, tzinfo=UTC)
    order = delivered([(make_product(), 2)], desk, at=evening)
    last = window.last_day(order)
    assert last.isoformat() == "2025-04-14"

    # Summer time has begun meanwhile: that day ends at 22:00 UTC.
    end = datetime(2025, 4, 14, 22, 0, tzinfo=UTC)
    assert ask(order, 1, at=end - timedelta(seconds=1)).is_open
    with pytest.raises(asking.WindowClosed) as closed:
        ask(order, 1, at=end, quote="")
    assert closed.value.last == last


def test_a_request_is_cancelled_while_nothing_has_been_received(desk):
    order = delivered([(make_product(), 2)], desk)
    request = ask(order, 2)

    for _again in range(2):
        request = ending.cancel(number=request.number, shopper=None, at=LATER)

    assert request.state == State.CANCELLED
    assert Entry.objects.filter(action="return.cancel").count() == 1
    late = ask(order, 2)
    receive(late, desk, 1)
    with pytest.raises(ending.NotOpen):
        ending.cancel(number=late.number, shopper=None, at=LATER)
