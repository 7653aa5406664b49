"""Shoppers and staff press at once. Each test has a control without its guard."""

from collections import Counter
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError
from django.db.models import Sum

from shop.orders import steps
from shop.orders.undoing.returning import TooManyPieces
from shop.payments.models import Payment
from shop.returns import asking, ending
from shop.returns.models import Receipt, RequestedLine
from tests.concurrency.race import meet_after, meet_before, race, without_row_locks
from tests.factories import make_product
from tests.shop.returns.conftest import (
    LATER,
    ask,
    delivered,
    make_returns_desk,
    receive,
    wishes,
)

pytestmark = pytest.mark.concurrency


@pytest.fixture
def slow(monkeypatch):
    """Between looking and writing, the others get a chance."""
    meet_after(monkeypatch, steps, "locked")
    meet_before(monkeypatch, asking, "open_request")


def ask_for_two_of_three_at_once(times: int = 4) -> tuple[Counter, int]:
    order = delivered([(make_product("10.00"), 3)], make_returns_desk())
    quote = asking.foresee(order=order, wishes=wishes(order, 2), at=LATER).quote
    results = race([partial(ask, order, 2, quote=quote)] * times)
    awaited = RequestedLine.objects.aggregate(pieces=Sum("quantity"))["pieces"]
    return Counter(type(result) for result in results), awaited


def test_parallel_requests_ask_for_no_more_than_there_is(committed_db, slow):
    outcome, awaited = ask_for_two_of_three_at_once()

    assert awaited == 2
    # Who comes later sees another figure, or too few pieces, before anything else.
    assert outcome[TooManyPieces] + outcome[asking.ForeseenChanged] == 3


def test_the_database_stands_alone_when_nobody_locks(committed_db, slow, monkeypatch):
    without_row_locks(monkeypatch)

    outcome, awaited = ask_for_two_of_three_at_once()

    assert awaited == 2
    assert outcome[IntegrityError] == 3


def test_control_without_both_guards_more_is_asked_for(
    committed_db, slow, monkeypatch, owner_connection
):
    without_row_locks(monkeypatch)
    owner_connection.execute("DROP TRIGGER at_most_there ON returns_requestedline")
    owner_connection.commit()

    _outcome, awaited = ask_for_two_of_three_at_once()

    assert awaited > 3


def test_l08_a_parcel_opened_twice_at_once_is_settled_once(committed_db, slow):
    """L08, L11."""
    desk = make_returns_desk()
    order = delivered([(make_product("10.00"), 2)], desk)
    request = ask(order, 2)

    results = race([partial(receive, request, desk, 1)] * 4)

    assert {type(result) for result in results} == {Receipt}
    assert Receipt.objects.count() == 1
    assert Payment.objects.get(order=order).refunded == Decimal("10.00")


def test_cancelling_while_a_parcel_is_opened_is_one_or_the_other(committed_db, slow):
    desk = make_returns_desk()
    for _round in range(3):
        order = delivered([(make_product("10.00"), 1)], desk)
        request = ask(order, 1)

        race(
            [
                partial(receive, request, desk, 1),
                partial(ending.cancel, number=request.number, shopper=None, at=LATER),
            ]
        )

        request.refresh_from_db()
        refunded = Payment.objects.get(order=order).refunded
        assert (request.state, refunded) in (
            ("settled", Decimal("10.00")),
            ("cancelled", Decimal("0.00")),
        )
