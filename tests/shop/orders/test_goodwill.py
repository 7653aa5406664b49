"""Money back without goods: nothing is taken for it, and it is never paid twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from loyalty import reading
from shop.account.returns import return_view
from shop.audit.models import Entry
from shop.books import orders as books
from shop.documents import reconciliation as documents
from shop.documents.paper import Paper
from shop.forks.order.models import Order
from shop.orders.fulfilling import shipping
from shop.orders.models import Goodwill
from shop.orders.paying import confirming
from shop.orders.undoing import goodwill
from shop.payments.models import Payment, Refund
from shop.returns import foreseeing, taking_back
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
LATER = NOW + timedelta(days=3)


@pytest.fixture
def desk():
    return make_order_desk()


@pytest.fixture
def member():
    return make_member(points=1000)


@pytest.fixture
def order(desk, member):
    """20.00 and 30.00 of goods, of which points paid 10.00; delivered."""
    lines = [
        (make_product("10.00", vat_rate=7), 2),
        (make_product("30.00", vat_rate=19), 1),
    ]
    order = place(make_basket(lines, owner=member, points=1000))
    confirming.mark_paid(number=order.number, actor=desk, at=NOW)
    shipping.mark_shipped(number=order.number, actor=desk, at=NOW)
    return shipping.mark_delivered(number=order.number, actor=desk, at=NOW)


def test_no_order_line_is_without_pieces(order):
    """F17: goodwill is divided by the pieces of a line."""
    with pytest.raises(IntegrityError, match="line_has_pieces"), transaction.atomic():
        order.lines.update(quantity=0)


def give(order, desk, money, *, reference="G1", reason="a dent"):
    return goodwill.give(
        number=order.number,
        actor=desk,
        money=Decimal(money),
        reason=reason,
        reference=reference,
        given_at=LATER,
    )


def send_all_back(order, desk):
    return taking_back.take_back(
        number=order.number,
        actor=desk,
        quantities={line.pk: line.quantity for line in order.lines.all()},
        reason="",
        restock=True,
        reference="R1",
        received_at=LATER,
    )


def test_l17_goodwill_takes_no_points(order, desk, member):
    """L17."""
    before = reading.balance(member=member, at=LATER)

    give(order, desk, "5.00")

    assert reading.balance(member=member, at=LATER) == before
    assert Payment.objects.get(order=order).refunded == Decimal("5.00")
    refund = Refund.objects.get()
    assert (refund.reference, refund.amount) == ("goodwill:G1", Decimal("5.00"))


def test_it_is_credited_by_rate_and_told(order, desk):
    give(order, desk, "5.00")

    note = order.documents.get(kind="credit-note")
    assert note.total == Decimal("5.00")
    assert [(part["rate"], part["gross"]) for part in note.content["rates"]] == [
        ("7", "2.00"),
        ("19", "3.00"),
    ]
    assert outbox().last().kind == "goodwill-given"
    assert list(documents.differences()) == []
    assert list(books.differences(at=LATER)) == []


def test_l12_what_was_given_does_not_go_back_again(order, desk, member):
    """L12: all that goes back is what was paid for the goods; points come in full."""
    give(order, desk, "5.00")

    returned = send_all_back(order, desk)

    assert returned.money == Decimal("35.00")
    assert returned.points_restored == 1000
    payment = Payment.objects.get(order=order)
    assert payment.captured - payment.refunded == order.shipping_incl_tax
    figures = reading.balance(member=member, at=LATER)
    assert (figures.available, figures.pending, figures.owed) == (1000, 0, 0)
    assert goodwill.most(order=order) == 0
    assert list(documents.differences()) == []
    assert list(books.differences(at=LATER)) == []


def test_a_return_says_what_was_given_before(order, desk):
    """The second of two equal pieces would bring less, and nobody said why."""
    goodwill.give(
        number=order.number,
        actor=desk,
        money=Decimal("5.00"),
        reason="A dent",
        reference="G1",
        given_at=NOW,
    )
    pieces = {line.pk: line.quantity for line in order.lines.all()}
    order = Order.objects.get(pk=order.pk)

    settled = taking_back.preview(order=order, quantities=pieces)
    foreseen = foreseeing.foresee(order=order, quantities=pieces, at=NOW)
    assert (settled.goodwill, foreseen.goodwill) == (Decimal("5.00"), Decimal("5.00"))
    rows = return_view.foreseen_rows(foreseen)
    assert sum(row["amount"] for row in rows if "amount" in row) == foreseen.money
    assert "goodwill" in rows[2]["label"]

    taking_back.take_back(
        number=order.number,
        actor=desk,
        quantities=pieces,
        reason="",
        restock=True,
        reference="R1",
        received_at=LATER,
    )
    note = Paper(order.documents.latest("pk"))
    assert sum(row["goodwill"] for row in note.rows) == Decimal("5.00")
    context = {"document": note.document, "paper": note, "back_url": "/"}
    assert "Given back before, out of goodwill" in render_to_string(
        "documents/page.html", context
    )
    del note.document.content["lines"][0]["goodwill"]
    assert note.rows[0]["goodwill"] == 0, "older documents do not say"


def test_all_of_it_and_then_a_return_of_no_money(order, desk):
    """L13: the pieces come back, and nothing is left to pay."""
    give(order, desk, "40.00")

    returned = send_all_back(order, desk)

    assert (returned.money, returned.points_restored) == (0, 1000)
    assert order.documents.filter(kind="credit-note").count() == 2


def test_more_than_is_left_is_refused(order, desk):
    give(order, desk, "39.00")

    with pytest.raises(goodwill.MoreThanLeft) as refused:
        give(order, desk, "1.01", reference="G2")

    assert refused.value.left == Decimal("1.00")
    assert Goodwill.objects.count() == 1


@pytest.mark.parametrize("money", ["0.00", "-1.00"])
def test_nothing_and_less_are_refused(order, desk, money):
    with pytest.raises(goodwill.MoreThanLeft):
        give(order, desk, money)


def test_repeating_a_reference_gives_once(order, desk):
    assert give(order, desk, "5.00") == give(order, desk, "5.00")

    assert Payment.objects.get(order=order).refunded == Decimal("5.00")
    with pytest.raises(goodwill.ReferenceReused):
        give(order, desk, "6.00")


def test_before_an_order_is_sent_it_is_too_early(desk):
    order = place(make_basket([(make_product(), 1)]))
    confirming.mark_paid(number=order.number, actor=desk, at=NOW)

    with pytest.raises(goodwill.TooEarly):
        give(order, desk, "1.00")


def test_s15_s19_it_asks_for_permission_and_is_logged(order, desk):
    """S15, S19."""
    with pytest.raises(PermissionDenied):
        give(order, make_staff("order.view_order", "order.take_back"), "5.00")

    give(order, desk, "5.00")

    entry = Entry.objects.get(action="order.give-goodwill")
    assert (entry.actor, entry.reason) == (desk, "a dent")
    assert entry.after["money"] == "5.00"


def test_the_database_gives_no_more_on_a_line_than_was_paid(order):
    line = order.lines.first()
    line.goodwill = line.line_price_incl_tax + Decimal("0.01")

    with pytest.raises(IntegrityError, match="at_most_paid"), transaction.atomic():
        line.save()
