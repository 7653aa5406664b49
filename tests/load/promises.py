"""What must be true of a shop when the crowd has left, whatever the crowd did.

Each promise returns what breaks it, in words: nothing, when it is kept. They read
the shop's database and the payment service's own books, never the shop's word.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.db.models import F, Q, Sum
from django.utils import timezone

from shop.forks.basket.models import Basket
from shop.forks.order.models import Line, Order, OrderStatus, PaymentMethod
from shop.forks.partner.models import StockRecord
from shop.happenings.models import Hearing
from shop.orders.models import Goodwill, Return
from shop.outbox.models import Message
from shop.payments.models import Payment, PaymentAttempt, Refund, WebhookEvent
from shop.payments.stripe.minor_units import from_minor
from shop.returns.models import Withdrawal

# Their pieces are promised to them and still on the shelf.
LIVE = (OrderStatus.AWAITING_PAYMENT, OrderStatus.CONFIRMED)
OVER = (OrderStatus.CANCELLED, OrderStatus.LAPSED)


@dataclass(frozen=True)
class Money:
    """What came to one of the payment service's pages, and what went back."""

    session: str
    came: Decimal
    went: Decimal

    @property
    def kept(self) -> Decimal:
        return self.came - self.went


def oversold() -> Iterator[str]:
    """S01: no shelf below zero, and what is promised is what live orders hold."""
    short = Q(num_in_stock__lt=0) | Q(num_allocated__gt=F("num_in_stock"))
    for record in StockRecord.objects.filter(short):
        yield f"{record.partner_sku}: more is promised than there is"
    ordered = dict(
        Line.objects.filter(order__status__in=LIVE, stockrecord__isnull=False)
        .values_list("stockrecord")
        .annotate(pieces=Sum("quantity"))
    )
    for record in StockRecord.objects.filter(num_in_stock__isnull=False):
        promised, held = record.num_allocated or 0, ordered.get(record.pk, 0)
        if promised != held:
            yield f"{record.partner_sku}: {promised} promised, {held} in live orders"


def charged_wrongly(books: Path, *, since: datetime) -> Iterator[str]:
    """S02: an order's money is there once and whole, less what was sent back for it,
    or not at all.

    Orders placed before `since` are not looked at.
    """
    by_order, due = _kept_by_order(books, since=since), _due_by_order(since=since)
    for number, kept in by_order.items():
        total = sum(kept, Decimal(0))
        if len(kept) > 1:
            yield f"order {number}: charged {len(kept)} times"
        if number not in due:
            yield f"order {number}: {total} kept for an order that is not paid"
        elif total != due[number]:
            yield f"order {number}: {total} kept, {due[number]} due"
    for number, money_due in due.items():
        if money_due and number not in by_order:
            yield f"order {number}: paid, but no money has arrived"


def _kept_by_order(books: Path, *, since: datetime) -> dict[str, list[Decimal]]:
    """What the service has for each order, page by page; or for no order at all."""
    pages = PaymentAttempt.objects.values_list("session_id", "order__number")
    older = dict(pages.filter(order__date_placed__lt=since))
    attempts = dict(pages)
    by_order: dict[str, list[Decimal]] = defaultdict(list)
    for money in money_by_session(books):
        if money.kept and money.session not in older:
            number = attempts.get(money.session, f"of {money.session}")
            by_order[number].append(money.kept)
    return by_order


def _due_by_order(*, since: datetime) -> dict[str, Decimal]:
    """What paid orders cost, less what goes back for goods returned and goodwill."""
    paid = Order.objects.filter(
        payment_method=PaymentMethod.ONLINE,
        paid_at__isnull=False,
        date_placed__gte=since,
    ).exclude(status__in=OVER)
    due = dict(paid.values_list("number", "total_incl_tax"))
    for kind in (Return, Goodwill):
        gone = kind.objects.values_list("order__number").annotate(money=Sum("money"))
        for number, money in gone:
            if number in due:
                due[number] -= money
    return due


def refunded_wrongly(books: Path, *, since: datetime) -> Iterator[str]:
    """L08, L12: money goes back once for each cause, and never more than came.

    What was caused before `since` is left out.
    """
    promised = Refund.objects.filter(created_at__gte=since)
    found = dict(
        promised.exclude(reference__startswith="wrong:").values_list(
            "reference", "amount"
        )
    )
    due = _refunds_due(since)
    for reference in sorted(found.keys() | due.keys()):
        if found.get(reference) != due.get(reference):
            yield (
                f"refund {reference}: {found.get(reference)} promised,"
                f" {due.get(reference)} due"
            )
    for payment in Payment.objects.filter(refunded__gt=F("captured")):
        yield f"payment {payment.pk}: {payment.refunded} of {payment.captured} refunded"
    sent = dict(
        Refund.objects.filter(state=Refund.State.SUCCEEDED)
        .values_list("attempt__session_id")
        .annotate(money=Sum("amount"))
    )
    for money in money_by_session(books):
        said = sent.get(money.session, Decimal(0))
        if money.kept < 0 or money.went != said:
            yield f"page {money.session}: {money.went} went back, the shop says {said}"


def _refunds_due(since: datetime) -> dict[str, Decimal]:
    """What has to go back, by its cause."""
    cancelled = Payment.objects.filter(
        order__status=OrderStatus.CANCELLED,
        order__cancelled_at__gte=since,
        captured__gt=0,
    )
    late = PaymentAttempt.objects.filter(
        state=PaymentAttempt.State.LATE, ended_at__gte=since
    )
    returned = Return.objects.filter(money__gt=0, received_at__gte=since)
    given = Goodwill.objects.filter(given_at__gte=since)
    return {
        **{
            f"cancel:{number}": captured
            for number, captured in cancelled.values_list("order__number", "captured")
        },
        **{f"late:{attempt.key}": attempt.received for attempt in late},
        **{f"return:{back.reference}": back.money for back in returned},
        **{f"goodwill:{gift.reference}": gift.money for gift in given},
    }


def unheard() -> Iterator[str]:
    """Whoever withdrew has it confirmed, and the order is off or its goods awaited."""
    for withdrawal in Withdrawal.objects.select_related("order", "request"):
        reference = f"withdrawal-confirmed:{withdrawal.reference}"
        if not Message.objects.filter(reference=reference).exists():
            yield f"withdrawal {withdrawal}: not confirmed"
        is_off = withdrawal.order.status in OVER
        if not is_off and not hasattr(withdrawal, "request"):
            yield f"withdrawal {withdrawal}: declared, and nothing came of it"


def money_by_session(books: Path) -> list[Money]:
    """What came to each page and what went back, by the service's books."""
    found = sqlite3.connect(f"file:{books}?mode=ro", uri=True)
    try:
        rows = found.execute("SELECT kind, body FROM thing").fetchall()
    finally:
        found.close()
    things: dict[str, list[dict]] = defaultdict(list)
    for kind, body in rows:
        things[kind].append(json.loads(body))
    intents = {intent["id"]: intent for intent in things["intent"]}
    went: Counter[str] = Counter()
    for refund in things["refund"]:
        if refund["status"] != "failed":
            went[refund["payment_intent"]] += refund["amount"]
    return [
        _money(session["id"], intents[session["payment_intent"]], went)
        for session in things["session"]
        if session["payment_intent"]
    ]


def _money(session: str, intent: dict, went: Counter[str]) -> Money:
    currency = intent["currency"].upper()
    return Money(
        session,
        from_minor(intent["amount_received"], currency),
        from_minor(went[intent["id"]], currency),
    )


def half_done() -> Iterator[str]:
    """S04: nothing waits for a step that nobody will take."""
    for basket in Basket.objects.filter(status=Basket.FROZEN):
        yield f"basket {basket.pk}: frozen, and not ordered"
    for hearing in Hearing.objects.select_related("happening"):
        yield f"{hearing.happening}: not heard, {hearing.last_error}"
    waits_its_turn = Q(attempts=0, due_at__gt=timezone.now())  # F29
    for mail in Message.objects.exclude(state=Message.State.SENT).exclude(
        waits_its_turn
    ):
        yield f"mail {mail.reference}: {mail.state} {mail.due_at}, {mail.last_error}"
    yield from _payments_half_done()


def _payments_half_done() -> Iterator[str]:
    for event in WebhookEvent.objects.filter(due_at__isnull=False):
        yield f"news {event.event_id}: not taken up, {event.last_error}"
    still_open = PaymentAttempt.objects.filter(state=PaymentAttempt.State.OPEN)
    for attempt in still_open.exclude(order__status=OrderStatus.AWAITING_PAYMENT):
        yield f"order {attempt.order.number}: can still be paid"
    through_service = Refund.objects.filter(attempt__isnull=False)
    for refund in through_service.exclude(state=Refund.State.SUCCEEDED):
        yield f"refund {refund.reference}: {refund.state}"
