"""The check of the documents is silent when all is well, and names what is not."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from shop.documents import reconciliation
from shop.forks.order.models import Order
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.orders.undoing import cancelling
from shop.payments.models import Refund
from shop.returns import taking_back
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    place,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return make_order_desk()


@pytest.fixture
def order(desk):
    """Delivered, half of it returned; others are cancelled, or wait for money."""
    member = make_member(points=500)
    cup = make_product("5.00")
    order = place(make_basket([(cup, 2)], owner=member, points=500))
    paid, waiting = (place(make_basket([(cup, 1)])) for _n in range(2))
    for number in (order.number, paid.number):
        confirming.mark_paid(number=number, actor=desk, at=NOW)
    for number in (paid.number, waiting.number):
        cancelling.cancel(
            number=number, actor=desk, reason="", cancelled_at=NOW + timedelta(hours=1)
        )
    place(make_basket([(cup, 1)]))
    shipping.mark_shipped(number=order.number, actor=desk, at=NOW)
    shipping.mark_delivered(number=order.number, actor=desk, at=NOW)
    taking_back.take_back(
        number=order.number,
        actor=desk,
        quantities={order.lines.get().pk: 1},
        reason="",
        restock=True,
        reference="R1",
        received_at=NOW,
    )
    return order


def found() -> list[str]:
    return [str(difference) for difference in reconciliation.differences()]


def test_all_is_well(order):
    said = StringIO()

    call_command("reconcile_documents", stdout=said)

    assert said.getvalue() == "0 differences\n"


def test_a_paid_order_without_an_invoice_is_named(order):
    waiting = Order.objects.get(status="awaiting-payment")
    Order.objects.filter(pk=waiting.pk).update(paid_at=NOW)

    assert found() == [f"order {waiting.number}: paid, but not invoiced"]
    with pytest.raises(SystemExit):
        call_command("reconcile_documents", stdout=StringIO())


def test_an_invoice_of_an_unpaid_order_is_named(order):
    Order.objects.filter(pk=order.pk).update(paid_at=None)

    assert found() == [f"order {order.number}: invoiced, but not paid"]


def test_an_order_changed_after_its_invoice_is_named(order):
    Order.objects.filter(pk=order.pk).update(total_incl_tax=1000)

    (said,) = found()
    assert said.startswith(f"order {order.number}: owed 1000.00, invoiced ")


def test_a_refund_that_is_not_its_credit_note_is_named(unguarded_refunds, order):
    refund = Refund.objects.get(reference__startswith="cancel:")
    Refund.objects.filter(pk=refund.pk).update(amount=refund.amount + 1)

    (said,) = found()
    assert said == (
        f"refund {refund.reference}: {refund.amount + 1} goes back, "
        f"credited {refund.amount}"
    )


def test_l13_a_return_without_a_credit_note_is_named(order):
    """L13: also one that brought no money back."""
    order.returns.update(reference="R2")

    assert "return:R2: not credited" in found()
