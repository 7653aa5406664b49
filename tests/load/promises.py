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

from shop.forks.basket.models import Basket
from shop.forks.order.models import Line, Order, OrderStatus, PaymentMethod
from shop.forks.partner.models import StockRecord
from shop.outbox.models import Message
from shop.payments.models import PaymentAttempt, Refund, WebhookEvent
from shop.payments.stripe.minor_units import from_minor

# Their pieces are promised to them and still on the shelf.
LIVE = (OrderStatus.AWAITING_PAYMENT, OrderStatus.CONFIRMED, OrderStatus.READY)
OVER = (OrderStatus.CANCELLED, OrderStatus.LAPSED)


@dataclass(frozen=True)
class Money:
    """What the payment service has for one of its pages, after refunds."""

    session: str
    kept: Decimal


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
    """S02: an order's money is there once and whole, or not at all.

    Orders placed before `since` are none of the service's.
    """
    arrived = money_by_session(books)
    attempts = dict(PaymentAttempt.objects.values_list("session_id", "order__number"))
    by_order: dict[str, list[Money]] = defaultdict(list)
    for money in arrived:
        if money.kept:
            by_order[attempts.get(money.session, f"of {money.session}")].append(money)
    orders = {order.number: order for order in Order.objects.all()}
    for number, kept in by_order.items():
        order = orders.get(number)
        total = sum((money.kept for money in kept), Decimal(0))
        if len(kept) > 1:
            yield f"order {number}: charged {len(kept)} times"
        if order is None or order.status in OVER or not order.paid_at:
            yield f"order {number}: {total} kept for an order that is not paid"
        elif total != order.total_incl_tax:
            yield f"order {number}: {total} charged for {order.total_incl_tax}"
    paid = Order.objects.filter(
        payment_method=PaymentMethod.ONLINE,
        paid_at__isnull=False,
        date_placed__gte=since,
    ).exclude(status__in=OVER)
    for number in paid.exclude(number__in=by_order).values_list("number", flat=True):
        yield f"order {number}: paid, but no money has arrived"


def money_by_session(books: Path) -> list[Money]:
    """What was received on each page and not sent back, by the service's books."""
    found = sqlite3.connect(f"file:{books}?mode=ro", uri=True)
    try:
        rows = found.execute("SELECT kind, body FROM thing").fetchall()
    finally:
        found.close()
    things: dict[str, list[dict]] = defaultdict(list)
    for kind, body in rows:
        things[kind].append(json.loads(body))
    received = {intent["id"]: intent for intent in things["intent"]}
    refunded: Counter[str] = Counter()
    for refund in things["refund"]:
        if refund["status"] != "failed":
            refunded[refund["payment_intent"]] += refund["amount"]
    return [
        Money(session["id"], _kept(received[session["payment_intent"]], refunded))
        for session in things["session"]
        if session["payment_intent"]
    ]


def half_done() -> Iterator[str]:
    """S04: nothing waits for a step that nobody will take."""
    for basket in Basket.objects.filter(status=Basket.FROZEN):
        yield f"basket {basket.pk}: frozen, and not ordered"
    for message in Message.objects.exclude(state=Message.State.SENT):
        yield f"mail {message.reference}: {message.state}, {message.last_error}"
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


def _kept(intent: dict, refunded: Counter[str]) -> Decimal:
    left = intent["amount_received"] - refunded[intent["id"]]
    return from_minor(left, intent["currency"].upper())
