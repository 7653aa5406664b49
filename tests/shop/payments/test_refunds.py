"""Money that came through the service goes back through it, never above what came."""

from decimal import Decimal
from unittest.mock import Mock

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from shop.audit.models import Entry
from shop.books import proving
from shop.forks.order.models import Order
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.orders.undoing import cancelling
from shop.payments import refunding, sending_refunds
from shop.payments.models import PaymentAttempt, Refund
from shop.payments.refunding import (
    AlreadyPaidOut,
    NotFailed,
    RefundExceedsCapture,
    SentByService,
)
from shop.returns import taking_back
from tests.factories import (
    make_basket,
    make_order_desk,
    make_product,
    make_staff,
    place,
)
from tests.guards import without_guard
from tests.hearing import outbox
from tests.shop.payments.conftest import pay_with_card
from tests.shop.payments.test_paying import begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return make_order_desk()


@pytest.fixture
def paid(service, order, deliver):
    pay_with_card(begin(order))
    deliver()
    order.refresh_from_db()
    return order


@pytest.fixture
def delivered(paid, desk):
    for step in (shipping.mark_shipped, shipping.mark_delivered):
        step(number=paid.number, actor=desk, at=timezone.now())
    return paid


def cancel(order, desk):
    cancelling.cancel(
        number=order.number, actor=desk, reason="x", cancelled_at=timezone.now()
    )


def take_back(order, desk, reference="r1"):
    line = order.lines.get()
    return taking_back.take_back(
        number=order.number,
        actor=desk,
        quantities={line.pk: 1},
        reason="Chipped",
        restock=True,
        reference=reference,
        received_at=timezone.now(),
    )


def send(at=None):
    """What a worker does; returns how many refunds were tried."""
    tried = 0
    while sending_refunds.send_next(at=at or timezone.now()):
        tried += 1
    return tried


def gone_back(service, order):
    """What the service has paid back for an order, in cents."""
    charge = PaymentAttempt.objects.get(order=order, state="paid").charge
    return service.api.refunds.refunded(charge)


def due_now():
    Refund.objects.exclude(due_at=None).update(due_at=timezone.now())


def test_a_cancelled_order_is_refunded_in_full(service, paid, desk):
    cancel(paid, desk)

    assert send() == 1

    refund = Refund.objects.get()
    assert (refund.state, refund.amount) == ("succeeded", Decimal("44.90"))
    assert refund.paid_out_at is not None
    assert gone_back(service, paid) == 4490
    assert send() == 0


def test_each_return_is_refunded_and_the_sum_is_what_came(service, delivered, desk):
    take_back(delivered, desk, "r1")
    take_back(delivered, desk, "r2")

    send()

    assert gone_back(service, delivered) == 4000  # delivery is not refunded
    assert set(Refund.objects.values_list("state", flat=True)) == {"succeeded"}


def test_a_refund_asked_for_twice_is_paid_once(service, paid, desk, owner_connection):
    """A worker died after the service had paid, before that was written down."""
    cancel(paid, desk)
    send()
    with without_guard(owner_connection, "shop_refund_stays_what_it_is"):
        Refund.objects.update(
            state="promised",
            provider_id="",
            paid_out_at=None,
            due_at=timezone.now(),
            tries=0,
        )

    send()

    assert gone_back(service, paid) == 4490
    assert Refund.objects.get().state == "succeeded"


AGAIN = {"paid_out_at": None, "due_at": timezone.now(), "tries": 0}


@pytest.mark.parametrize(
    "change",
    [
        AGAIN | {"state": "promised", "provider_id": "", "key": "refund-again"},
        AGAIN | {"state": "failed", "key": "refund-again"},
        AGAIN | {"state": "failed", "provider_id": ""},
        AGAIN | {"state": "promised"},
        {"key": "refund-again"},
    ],
)
def test_what_was_paid_out_is_not_sent_under_another_name(service, paid, desk, change):
    """F37: one UPDATE of the application's role once sent it twice."""
    cancel(paid, desk)
    send()

    with (
        pytest.raises(ProgrammingError, match="stays what it is"),
        transaction.atomic(),
    ):
        Refund.objects.update(**change)
    assert send() == 0


@pytest.mark.parametrize(
    "change", [AGAIN | {"state": "promised"}, AGAIN | {"state": "failed"}]
)
def test_what_people_paid_out_is_over(db, change):
    """F37: money that no service sends."""
    desk = make_order_desk()
    order = place(make_basket([(make_product(), 1)]), at=timezone.now())
    confirming.mark_paid(number=order.number, actor=desk, at=timezone.now())
    cancel(order, desk)
    refunding.mark_paid_out(
        reference=f"cancel:{order.number}", actor=desk, paid_out_at=timezone.now()
    )

    with (
        pytest.raises(ProgrammingError, match="stays what it is"),
        transaction.atomic(),
    ):
        Refund.objects.update(**change)


def test_the_log_says_what_was_sent_and_as_what(service, paid, desk, owner_connection):
    """F37: so that the books miss it, whoever takes it back."""
    cancel(paid, desk)
    send()
    assert proving.differences("money") == []

    with without_guard(owner_connection, "shop_refund_stays_what_it_is"):
        Refund.objects.update(state="promised", provider_id="", paid_out_at=None)

    (said,) = proving.differences("money")
    assert "says the log" in str(said)


class Died(BaseException):
    """A worker's end, in the middle of something."""


@pytest.mark.parametrize("tries", [0, 1, 2])
def test_a_worker_that_dies_at_any_try_pays_once(
    service, delivered, desk, tries, monkeypatch
):
    """The service has paid, nothing of it was written down, and another one tries."""
    take_back(delivered, desk)
    service.faults.order("error", times=2 * tries, path="/v1/refunds")
    for _try in range(tries):
        due_now()
        send()
    service.faults.forget()
    due_now()
    with monkeypatch.context() as patch, transaction.atomic():
        patch.setattr(sending_refunds, "_note", Mock(side_effect=Died))
        with pytest.raises(Died):
            sending_refunds.send_next(at=timezone.now())
    assert gone_back(service, delivered) == 2000

    send()

    assert gone_back(service, delivered) == 2000
    assert Refund.objects.get().state == "succeeded"


def test_what_people_paid_out_stays_so_whatever_the_service_tells(
    service, paid, desk, deliver
):
    """It had failed there; its news comes once more, and late."""
    cancel(paid, desk)
    send()
    refund = Refund.objects.get()
    sent_as = refund.provider_id
    service.api.refunds.settle(sent_as, status="failed")
    deliver()
    send()
    refunding.mark_paid_out(
        reference=refund.reference, actor=desk, paid_out_at=timezone.now()
    )

    service.api.refunds.settle(sent_as, status="failed")
    deliver()
    assert send() == 0

    assert Refund.objects.get().state == "succeeded"
    with pytest.raises(NotFailed):
        refunding.send_again(reference=refund.reference, actor=desk, at=timezone.now())
    assert Entry.objects.get(action="refund.paid-out").after["sent_as"] == sent_as


@pytest.mark.parametrize("fault", ["error", "error-after", "not-json"])
def test_a_refund_survives_a_failing_service(service, delivered, desk, fault):
    take_back(delivered, desk)
    service.faults.order(fault, times=2, path="/v1/refunds")

    assert send() == 1
    refund = Refund.objects.get()
    assert (refund.state, refund.tries) == ("promised", 1)
    assert refund.due_at > timezone.now()
    assert refund.last_error

    service.faults.forget()
    due_now()
    send()
    assert Refund.objects.get().state == "succeeded"
    assert gone_back(service, delivered) == 2000  # once, whatever had happened


def test_a_pending_refund_is_asked_about(service, paid, desk, deliver):
    service.faults.order("pending-refund")
    cancel(paid, desk)
    send()
    refund = Refund.objects.get()
    assert (refund.state, refund.paid_out_at) == ("requested", None)

    service.api.refunds.settle(refund.provider_id, status="succeeded")
    deliver()
    send()

    assert Refund.objects.get().state == "succeeded"


def test_a_refund_that_fails_later_is_said_and_sent_again(service, paid, desk, deliver):
    cancel(paid, desk)
    send()
    refund = Refund.objects.get()
    service.api.refunds.settle(refund.provider_id, status="failed")
    deliver()
    send()

    refund.refresh_from_db()
    assert (refund.state, refund.paid_out_at) == ("failed", None)
    assert refund.last_error == "declined"
    entry = Entry.objects.get(action="refund.failed")
    assert (entry.actor, entry.after["amount"]) == (None, "44.90")
    assert outbox().filter(kind="alert-refund-failed").count() == 1

    refunding.send_again(reference=refund.reference, actor=desk, at=timezone.now())
    send()

    refund.refresh_from_db()
    assert refund.state == "succeeded"
    assert gone_back(service, paid) == 4490
    assert Entry.objects.get(action="refund.send-again").actor == desk


def test_only_a_failed_refund_is_sent_again(service, paid, desk):
    cancel(paid, desk)
    reference = Refund.objects.get().reference

    with pytest.raises(NotFailed):
        refunding.send_again(reference=reference, actor=desk, at=timezone.now())
    with pytest.raises(PermissionDenied):
        refunding.send_again(reference=reference, actor=make_staff(), at=timezone.now())


def test_staff_pay_out_only_what_the_service_could_not(service, paid, desk):
    cancel(paid, desk)
    refund = Refund.objects.get()
    pay_out = {"reference": refund.reference, "actor": desk}

    with pytest.raises(SentByService):
        refunding.mark_paid_out(**pay_out, paid_out_at=timezone.now())
    Refund.objects.update(state="failed", due_at=None)
    refunding.mark_paid_out(**pay_out, paid_out_at=timezone.now())
    with pytest.raises(AlreadyPaidOut):
        refunding.mark_paid_out(**pay_out, paid_out_at=timezone.now())
    assert gone_back(service, paid) == 0


def test_s08_no_refund_exceeds_what_came(service, paid, desk):
    """S08: neither counter of the shop allows it, nor does the service."""
    cancel(paid, desk)
    send()

    with pytest.raises(RefundExceedsCapture):
        refunding.promise(
            order=Order.objects.get(pk=paid.pk),
            amount=Decimal("0.01"),
            reference="more",
            promised_at=timezone.now(),
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentAttempt.objects.update(refunded=Decimal("44.91"))
    # Were the shop's books wrong, the service would refuse, and people be told.
    refund = Refund.objects.create(
        payment=paid.payment,
        attempt=PaymentAttempt.objects.get(),
        amount=Decimal("0.01"),
        reference="more",
        key="refund-more",
        created_at=timezone.now(),
        due_at=timezone.now(),
    )
    send()
    refund.refresh_from_db()
    assert refund.state == "failed"
    assert "already been refunded" in refund.last_error
    assert gone_back(service, paid) == 4490


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM payments_refund",
        "UPDATE payments_refund SET amount = amount - 1",
        "UPDATE payments_refund SET reference = 'return:another'",
        "UPDATE payments_refund SET attempt_id = NULL",
        "TRUNCATE payments_refund",
        "DELETE FROM payments_payment",
        "DELETE FROM outbox_message",
    ],
)
def test_a_refund_is_neither_deleted_nor_changed(paid, desk, change, owner_connection):
    """F37: by nobody, whoever owns the tables."""
    cancel(paid, desk)

    with pytest.raises(ProgrammingError), transaction.atomic():
        connection.cursor().execute(change)
    table = change.replace("DELETE FROM", "UPDATE").split()[1]
    triggers = "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass"
    [(count,)] = owner_connection.execute(triggers, [table]).fetchall()
    assert count
