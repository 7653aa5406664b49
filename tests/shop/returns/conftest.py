"""Orders that have arrived, and the people around them."""

from datetime import timedelta

import pytest

from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.returns import asking, receiving
from shop.returns.asking import Wish
from shop.returns.receiving import Verdict
from tests.factories import NOW, make_basket, make_staff, place

LATER = NOW + timedelta(days=3)


def make_returns_desk():
    """Somebody who may do everything with orders and returns."""
    return make_staff(
        "order.view_order",
        "order.mark_paid",
        "order.mark_shipped",
        "order.mark_ready",
        "order.mark_delivered",
        "order.cancel_order",
        "order.take_back",
        "order.give_goodwill",
        "returns.view_returnrequest",
        "returns.receive_return",
    )


@pytest.fixture
def desk():
    return make_returns_desk()


def delivered(lines, desk, *, member=None, points=0, at=NOW, **purchase):
    order = place(make_basket(lines, owner=member, points=points), at=at, **purchase)
    for step in (confirming.mark_paid, shipping.mark_shipped, shipping.mark_delivered):
        order = step(number=order.number, actor=desk, at=at)
    return order


def wishes(order, *quantities):
    """Wishes for the first lines of an order."""
    lines = order.lines.order_by("pk")
    return [
        Wish(line=line.pk, quantity=quantity, reason="changed-mind")
        for line, quantity in zip(lines, quantities, strict=False)
    ]


def ask(order, *quantities, reference="", at=LATER, quote=None):
    wanted = wishes(order, *quantities)
    if quote is None:
        quote = asking.foresee(order=order, wishes=wanted, at=at).quote
    return asking.request_return(
        number=order.number,
        shopper=order.user,
        wishes=wanted,
        quote=quote,
        reference=reference or asking.new_reference(),
        requested_at=at,
    )


def verdicts(request, *each):
    """What became of the first lines: received, or (received, refused)."""
    found = {}
    for line, verdict in zip(request.lines.order_by("pk"), each, strict=False):
        received, refused = verdict if isinstance(verdict, tuple) else (verdict, 0)
        found[line.pk] = Verdict(
            received=received, refused=refused, refusal="used" if refused else ""
        )
    return found


def receive(request, desk, *each, turn=1, words="", at=LATER, previewed=None):
    return receiving.receive(
        number=request.number,
        actor=desk,
        verdicts=verdicts(request, *each),
        words=words,
        turn=turn,
        received_at=at,
        previewed=previewed,
    )
