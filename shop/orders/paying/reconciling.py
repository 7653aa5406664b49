"""Hold orders and money against what the payment service says."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from shop.forks.order.models import Order, PaymentMethod
from shop.happenings.telling import happen
from shop.orders.paying import arriving, online
from shop.payments import attempts, providers, settling
from shop.payments.models import PaymentAttempt, Reconciliation, Refund
from shop.payments.port import ProviderRefused, ProviderSilent, Session

logger = logging.getLogger(__name__)
# Then the service has a bad hour, and waiting for each answer helps nobody.
MOST_SILENCES = 3
LOOK_BACK = timedelta(days=2)
# A refund that has been owed that long is stuck, whatever its state says.
LONGEST_REFUND = timedelta(days=10)
State = PaymentAttempt.State


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Something on which orders and money do not agree.

    `what` is one of: money-without-order, wrong-money, order-without-money,
    paid-by-hand, refund-stuck.
    """

    what: str
    order: str
    subject: str
    amount: str

    def __str__(self) -> str:
        return f"{self.what}: order {self.order or '–'}, {self.subject}, {self.amount}"


def reconcile(*, at: datetime, since: datetime | None = None) -> list[Difference]:
    """Ask about every open attempt, then compare; returns what differs.

    The last comparison is kept for staff, and each difference is told once by mail.
    Raises ProviderSilent and ProviderRefused.
    """
    ask_about_open(at=at)
    since = since or at - LOOK_BACK
    sessions = providers.current().paid_sessions(since=since)
    found = settling.without_settled(
        [
            *_money_without_order(sessions, at),
            *_orders_without_money(sessions, since),
            *_stuck_refunds(at),
        ]
    )
    Reconciliation.objects.update_or_create(
        provider=providers.current().name,
        defaults={"checked_at": at, "differences": [vars(one) for one in found]},
    )
    for difference in found:
        happen(
            kind="payment.differs",
            subject=f"difference:{difference.subject}",
            facts={
                "difference": difference.what,
                "order": difference.order,
                "amount": difference.amount,
            },
            at=at,
            reference=f"{difference.what}:{difference.subject}",
        )
    return found


def ask_about(*, number: str, at: datetime) -> None:
    """Ask the service about the order's open attempt, if it has one."""
    attempt = attempts.find_open(order_number=number)
    if attempt is None or not attempt.session_id:
        return
    try:
        online.settle(attempt=attempt, at=at)
    except (ProviderSilent, ProviderRefused) as problem:
        logger.warning("No answer about %s: %s", number, problem)


def ask_about_open(*, at: datetime) -> int:
    """Ask about every open attempt: news may have been lost. Returns how many."""
    asked = silences = 0
    for attempt in _shown_and_open():
        try:
            online.settle(attempt=attempt, at=at)
            asked += 1
        except ProviderRefused as refusal:
            logger.warning("Nothing is known of %s: %s", attempt.key, refusal)
        except ProviderSilent:
            silences += 1
            if silences == MOST_SILENCES:
                break
    return asked


def _shown_and_open() -> QuerySet[PaymentAttempt]:
    return (
        PaymentAttempt.objects.filter(state=State.OPEN)
        .exclude(session_id="")
        .order_by("pk")
    )


def _money_without_order(
    sessions: Iterable[Session], at: datetime
) -> Iterator[Difference]:
    """Paid sessions nobody ordered, or with other money than was asked for.

    What an attempt has missed is booked on the way.
    """
    for session in sessions:
        attempt = attempts.find(session=session)
        if attempt is not None:
            attempt = arriving.book(attempt_id=attempt.pk, session=session, at=at)
        if attempt is None or attempt.can_be_sent_back:
            yield Difference(
                what="wrong-money" if attempt else "money-without-order",
                order=attempt.order.number if attempt else "",
                subject=session.id,
                amount=f"{session.amount} {session.currency}",
            )


def _orders_without_money(
    sessions: Iterable[Session], since: datetime
) -> Iterator[Difference]:
    known = {session.id for session in sessions}
    paid = PaymentAttempt.objects.filter(
        state__in=(State.PAID, State.LATE), created_at__gte=since
    ).exclude(session_id__in=known)
    for attempt in paid.select_related("order").order_by("pk"):
        yield Difference(
            what="order-without-money",
            order=attempt.order.number,
            subject=attempt.session_id,
            amount=f"{attempt.received} {attempt.currency}",
        )
    by_hand = Order.objects.filter(
        payment_method=PaymentMethod.ONLINE, paid_at__gte=since, total_incl_tax__gt=0
    ).exclude(payment_attempts__state=State.PAID)
    for order in by_hand.order_by("pk"):
        yield Difference(
            what="paid-by-hand",
            order=order.number,
            subject=order.number,
            amount=f"{order.total_incl_tax} {order.currency}",
        )


def _stuck_refunds(at: datetime) -> Iterator[Difference]:
    stuck = Q(state=Refund.State.FAILED) | Q(created_at__lt=at - LONGEST_REFUND)
    waiting = Refund.objects.filter(
        stuck, attempt__isnull=False, paid_out_at__isnull=True
    )
    for refund in waiting.select_related("attempt", "payment__order").order_by("pk"):
        yield Difference(
            what="refund-stuck",
            order=refund.payment.order.number,
            subject=refund.reference,
            amount=f"{refund.amount} {refund.currency}",
        )
