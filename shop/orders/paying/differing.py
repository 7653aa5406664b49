"""On what orders and one payment service do not agree."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from shop.forks.order.models import Order, PaymentMethod
from shop.orders.paying import arriving
from shop.payments import attempts, elsewhere
from shop.payments.models import Dispute, PaymentAttempt, Refund
from shop.payments.port import DisputeState, Session

# A refund that has been owed that long is stuck, whatever its state says.
LONGEST_REFUND = timedelta(days=10)
State = PaymentAttempt.State


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Something on which orders and money do not agree.

    `what` is one of: money-without-order, wrong-money, order-without-money,
    paid-by-hand, refund-stuck, refunded-elsewhere, disputed. `provider` is empty where
    none has to do with it.
    """

    what: str
    order: str
    provider: str
    subject: str
    amount: str

    def __str__(self) -> str:
        return f"{self.what}: order {self.order or '–'}, {self.subject}, {self.amount}"


def money_without_order(
    provider: str, sessions: Iterable[Session], at: datetime
) -> Iterator[Difference]:
    """Paid sessions nobody ordered, or with other money than was asked for.

    What an attempt has missed is booked on the way.
    """
    for session in sessions:
        attempt = attempts.find(provider=provider, session=session)
        if attempt is not None:
            attempt = arriving.book(attempt_id=attempt.pk, session=session, at=at)
        if attempt is None or attempt.can_be_sent_back:
            yield Difference(
                what="wrong-money" if attempt else "money-without-order",
                order=attempt.order.number if attempt else "",
                provider=provider,
                subject=session.id,
                amount=f"{session.amount} {session.currency}",
            )


def orders_without_money(
    provider: str, sessions: Iterable[Session], since: datetime
) -> Iterator[Difference]:
    known = {session.id for session in sessions}
    paid = PaymentAttempt.objects.filter(
        provider=provider, state__in=(State.PAID, State.LATE), created_at__gte=since
    ).exclude(session_id__in=known)
    for attempt in paid.select_related("order").order_by("pk"):
        yield Difference(
            what="order-without-money",
            order=attempt.order.number,
            provider=provider,
            subject=attempt.session_id,
            amount=f"{attempt.received} {attempt.currency}",
        )


def paid_by_hand(since: datetime) -> Iterator[Difference]:
    """Orders to be paid online that people have marked as paid."""
    by_hand = Order.objects.filter(
        payment_method=PaymentMethod.ONLINE, paid_at__gte=since, total_incl_tax__gt=0
    ).exclude(payment_attempts__state=State.PAID)
    for order in by_hand.order_by("pk"):
        yield Difference(
            what="paid-by-hand",
            order=order.number,
            provider="",
            subject=order.number,
            amount=f"{order.total_incl_tax} {order.currency}",
        )


def stuck_refunds(provider: str, at: datetime) -> Iterator[Difference]:
    stuck = Q(state=Refund.State.FAILED) | Q(created_at__lt=at - LONGEST_REFUND)
    waiting = Refund.objects.filter(
        stuck, attempt__provider=provider, paid_out_at__isnull=True
    )
    for refund in waiting.select_related("attempt", "payment__order").order_by("pk"):
        yield Difference(
            what="refund-stuck",
            order=refund.payment.order.number,
            provider=provider,
            subject=refund.reference,
            amount=f"{refund.amount} {refund.currency}",
        )


def gone_elsewhere(provider: str) -> Iterator[Difference]:
    """Money that went back by the service's own hand, and that nothing here owed.

    Once it is owed here, for whatever cause, it is reckoned against that.
    """
    told = Q(refunds_elsewhere__isnull=False) | Q(disputes__state=DisputeState.LOST)
    for attempt in (
        PaymentAttempt.objects.filter(told, provider=provider)
        .select_related("order")
        .order_by("pk")
        .distinct()
    ):
        for gone in elsewhere.unreckoned(attempt):
            yield Difference(
                what=gone.what,
                order=attempt.order.number,
                provider=provider,
                subject=gone.id,
                amount=f"{gone.amount} {attempt.currency_in}",
            )


def disputed(provider: str) -> Iterator[Difference]:
    """Money that a shopper's bank asks back."""
    waiting = Dispute.objects.filter(
        state=DisputeState.OPEN, attempt__provider=provider
    )
    for dispute in waiting.select_related("attempt__order").order_by("pk"):
        yield Difference(
            what="disputed",
            order=dispute.attempt.order.number,
            provider=provider,
            subject=dispute.dispute_id,
            amount=f"{dispute.amount} {dispute.currency}",
        )
