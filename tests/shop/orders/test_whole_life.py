"""An order's whole life, in any order of steps: never more out than in, and exact."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyalty import reading
from shop.books import orders as books
from shop.documents import reconciliation as documents
from shop.forks.order.models import Order, OrderStatus
from shop.orders.fulfilling import shipping
from shop.orders.models import Return
from shop.orders.paying import confirming
from shop.orders.status import ImpossibleStep
from shop.orders.undoing import calling_off, cancelling, returning
from shop.payments.models import Payment, Refund
from shop.returns import taking_back
from tests.examples import examples
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_offer,
    make_order_desk,
    make_product,
    place,
)
from tests.shop.returns.test_exact import LINES, vat

pytestmark = pytest.mark.django_db
POINTS = 2000
LATER = NOW + timedelta(days=3)
# Money for an order that is over is kept, and goes back: to the shopper it is refused.
IMPOSSIBLE = (
    ImpossibleStep,
    confirming.PaymentWindowClosed,
    calling_off.TooLate,
    returning.NoPieces,
)


class Life:
    """One order of a member, and whoever does whatever to it, possible or not."""

    def __init__(self, data: st.DataObject):
        self.data = data
        self.desk = make_order_desk()
        lines = data.draw(LINES)
        if share := data.draw(st.sampled_from([0, 0, 7, 33])):
            make_offer("Percentage", share)
        most = min(POINTS, int(sum(price * count for price, count, _ in lines) * 60))
        self.member = make_member(points=POINTS)
        goods = [
            (make_product(price, vat_rate=rate), count) for price, count, rate in lines
        ]
        points = data.draw(st.integers(100, most)) if most >= 100 else 0
        self.number = place(
            make_basket(
                goods, owner=self.member, points=data.draw(st.sampled_from([0, points]))
            )
        ).number
        self.sent_back: list[tuple[str, dict[int, int]]] = []

    @property
    def order(self) -> Order:
        return Order.objects.select_related("payment").get(number=self.number)

    def left(self) -> dict[int, int]:
        return {
            line.pk: line.quantity - line.returned_quantity
            for line in self.order.lines.all()
        }

    def step(self) -> None:
        acts = [self.pay, self.ship, self.deliver, self.take_back, self.take_back]
        acts += [self.repeat, self.call_off, self.cancel]
        with suppress(*IMPOSSIBLE):
            self.data.draw(st.sampled_from(acts))()

    def pay(self) -> None:
        confirming.mark_paid(number=self.number, actor=self.desk, at=NOW)

    def ship(self) -> None:
        shipping.mark_shipped(number=self.number, actor=self.desk, at=NOW)

    def deliver(self) -> None:
        shipping.mark_delivered(number=self.number, actor=self.desk, at=NOW)

    def take_back(self) -> None:
        self.send_back(
            {
                pk: self.data.draw(st.integers(0, count))
                for pk, count in self.left().items()
            }
        )

    def send_back(self, quantities: dict[int, int]) -> None:
        reference = f"{self.number}-{len(self.sent_back)}"
        self.receive(reference, quantities)
        self.sent_back.append((reference, quantities))

    def receive(self, reference: str, quantities: dict[int, int]) -> Return:
        return taking_back.take_back(
            number=self.number,
            actor=self.desk,
            quantities=quantities,
            reason="",
            restock=True,
            reference=reference,
            received_at=LATER,
        )

    def repeat(self) -> None:
        """A return pressed twice, an order called off from an old page."""
        before = Refund.objects.count()
        for reference, quantities in self.sent_back:
            self.receive(reference, quantities)
        if self.order.status == OrderStatus.CANCELLED:
            self.call_off()
        assert Refund.objects.count() == before

    def call_off(self) -> None:
        order = self.order
        open_to = calling_off.can_be_called_off(order)
        shown = calling_off.preview(order=order, at=LATER) if open_to else None
        calling_off.cancel_by_shopper(
            number=self.number,
            shopper=self.member,
            cancelled_at=LATER,
            seen=shown.seen if shown else "",
        )

    def cancel(self) -> None:
        cancelling.cancel(
            number=self.number, actor=self.desk, reason="", cancelled_at=LATER
        )

    def check(self) -> None:
        payment = self.order.payment
        assert 0 <= payment.refunded <= payment.captured
        # What came for an order that was over was never its payment, and goes back.
        own = payment.refunds.exclude(reference__startswith="late:")
        promised = sum(refund.amount for refund in own)
        assert promised == payment.refunded
        for line in self.order.lines.all():
            assert 0 <= line.points_restored <= line.points_redeemed
            assert line.cash_kept >= 0
        billed, credited = (
            vat(self.order, kind) for kind in ("invoice", "credit-note")
        )
        assert credited <= billed


def end(life: Life) -> Decimal:
    """Everything comes back, whatever has happened; returns what stays paid."""
    status = life.order.status
    if status == OrderStatus.CANCELLED:
        return Decimal("0.00")
    if status in calling_off.BEFORE_SENDING:
        life.call_off()
        return Decimal("0.00")
    if status == OrderStatus.SHIPPED:
        with suppress(ImpossibleStep):
            life.pay()
        life.deliver()
    if any(life.left().values()):
        life.send_back(life.left())
    return life.order.shipping_incl_tax


@given(data=st.data())
@settings(
    max_examples=examples(10),
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
def test_l08_l11_l16_l18_any_life_gives_back_exactly_what_was_given(data):
    """L08, L11, L16, L18: paid, sent, called off, taken back, repeated, refused."""
    life = Life(data)
    for _step in range(data.draw(st.integers(2, 6))):
        life.step()
        life.check()
    stays = end(life)
    life.check()

    payment = Payment.objects.get(order__number=life.number)
    assert payment.captured - payment.refunded == stays
    figures = reading.balance(member=life.member, at=LATER)
    assert (figures.available, figures.pending, figures.owed) == (POINTS, 0, 0)
    owed = vat(life.order, "invoice") - vat(life.order, "credit-note")
    gross = [part for (_rate, what), part in owed.items() if what == "gross"]
    assert sum(gross) == stays * bool(vat(life.order, "invoice"))
    assert list(documents.differences()) == []
    assert list(books.differences(at=LATER)) == []
