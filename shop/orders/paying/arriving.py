"""Money that a payment service says has arrived: in time, late, or wrong."""

from datetime import datetime

from django.db import transaction

from loyalty.redemption import HoldHasLapsed
from shop.audit.record import record
from shop.forks.order.models import Order, OrderStatus
from shop.happenings.telling import happen
from shop.orders import steps
from shop.orders.paying import confirming, lapsing
from shop.payments import attempts, refunding
from shop.payments.models import PaymentAttempt
from shop.payments.port import Session, SessionState

State = PaymentAttempt.State
# What an attempt has come to when its money has been booked.
BOOKED = (State.PAID, State.LATE, State.WRONG)


@transaction.atomic
def book(*, attempt_id: int, session: Session, at: datetime) -> PaymentAttempt:
    """Book what the service says about an attempt, once, whoever asked.

    Money in time confirms the order. Money for an order that is over goes back in
    full. Another amount or currency confirms nothing: people have to look.
    """
    number = Order.objects.values_list("number", flat=True).get(
        payment_attempts=attempt_id
    )
    order = steps.locked(number)
    attempt = attempts.lock(attempt_id)
    if not attempt.session_id:
        attempts.keep_session(attempt=attempt, session=session)
    if attempt.state in BOOKED:
        return attempt
    if session.state == SessionState.PAID:
        _take(order, attempt, session, at)
    elif session.state == SessionState.OVER and attempt.state == State.OPEN:
        attempts.end(attempt=attempt, state=State.EXPIRED, ended_at=at)
    return attempt


def _take(
    order: Order, attempt: PaymentAttempt, session: Session, at: datetime
) -> None:
    agreed = (attempt.amount, attempt.currency)
    if (session.amount, session.currency) != agreed:
        _refuse(order, attempt, session, at)
        return
    confirmed = _confirm(order, at)
    attempts.end(
        attempt=attempt,
        state=State.PAID if confirmed else State.LATE,
        received=session.amount,
        charge=session.charge,
        ended_at=at,
    )
    if not confirmed:
        _send_back(order, attempt, at)


def _confirm(order: Order, at: datetime) -> bool:
    """Confirm the order if it still waits and its points are still set aside."""
    if order.status != OrderStatus.AWAITING_PAYMENT:
        return False
    try:
        with transaction.atomic():
            confirming.confirm_paid(order=order, at=at)
    except HoldHasLapsed:
        order.refresh_from_db()
        lapsing.lapse(order=order, actor=None, at=at)
        return False
    return True


def _refuse(
    order: Order, attempt: PaymentAttempt, session: Session, at: datetime
) -> None:
    """Keep what came instead, and tell the people of the shop."""
    attempts.end(
        attempt=attempt,
        state=State.WRONG,
        received=session.amount,
        received_currency=session.currency,
        charge=session.charge,
        ended_at=at,
    )
    record(
        actor=None,
        action="payment.wrong",
        subject=f"order:{order.number}",
        recorded_at=at,
        before={"amount": str(attempt.amount), "currency": attempt.currency},
        after={
            "amount": str(session.amount),
            "currency": session.currency,
            "charge": session.charge,
        },
    )
    happen(
        kind="payment.came-wrong",
        subject=f"order:{order.number}",
        facts={
            "agreed": f"{attempt.amount} {attempt.currency}",
            "came": f"{session.amount} {session.currency}",
        },
        at=at,
        reference=attempt.key,
    )


def _send_back(order: Order, attempt: PaymentAttempt, at: datetime) -> None:
    refunding.give_back(attempt=attempt, order=order, given_back_at=at)
    record(
        actor=None,
        action="payment.late",
        subject=f"order:{order.number}",
        recorded_at=at,
        after={"amount": str(attempt.received), "charge": attempt.charge},
    )
    happen(
        kind="payment.came-late",
        subject=f"order:{order.number}",
        facts={
            "refund": str(attempt.received),
            "paid_before": order.paid_at is not None,
        },
        at=at,
        reference=attempt.key,
    )
