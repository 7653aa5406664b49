"""Take up what a payment service told: ask it how things stand, and book that."""

import logging
from datetime import datetime

from django.db import transaction

from shop.orders.paying import arriving, disputing
from shop.payments import attempts, elsewhere, providers, refunding
from shop.payments.backoff import next_try
from shop.payments.models import WebhookEvent
from shop.payments.port import Concern, ProviderRefused

logger = logging.getLogger(__name__)


@transaction.atomic
def take_next(*, at: datetime) -> WebhookEvent | None:
    """Take up the event that has been due longest; None when there is none.

    The row is locked meanwhile. A worker that dies leaves it due, and booking the
    same twice changes nothing.
    """
    event = (
        WebhookEvent.objects.select_for_update(skip_locked=True)
        .filter(due_at__lte=at)
        .order_by("due_at", "id")
        .first()
    )
    if event is None:
        return None
    event.attempts += 1
    try:
        with transaction.atomic():
            _take(event, at)
    except ProviderRefused as refusal:
        _finish(event, str(refusal))
    except Exception as problem:  # whatever it was, other news must be heard
        logger.warning("Event %s has to wait: %r", event.event_id, problem)
        event.last_error = f"{type(problem).__name__}: {problem}"[:2000]
        event.due_at = next_try(tries=event.attempts, failed_at=at)
    else:
        _finish(event)
    event.save(update_fields=["attempts", "last_error", "due_at"])
    return event


def _finish(event: WebhookEvent, error: str = "") -> None:
    event.last_error = error[:2000]
    event.due_at = None


def _take(event: WebhookEvent, at: datetime) -> None:
    match event.concerns:
        case Concern.SESSION:
            _take_session(event, at)
        case Concern.REFUND:
            _take_refund(event, at)
        case Concern.DISPUTE:
            told = providers.named(event.provider).read_dispute(event.about)
            disputing.take(provider=event.provider, told=told, at=at)


def _take_refund(event: WebhookEvent, at: datetime) -> None:
    if not refunding.look_again(
        provider=event.provider, provider_id=event.about, at=at
    ):
        sent = providers.named(event.provider).read_refund(event.about)
        elsewhere.keep_refund(provider=event.provider, sent=sent, seen_at=at)


def _take_session(event: WebhookEvent, at: datetime) -> None:
    session = providers.named(event.provider).read_session(event.about)
    attempt = attempts.find(provider=event.provider, session=session)
    if attempt is None:
        logger.warning("Session %s belongs to no order of this shop", event.about)
        return
    arriving.book(attempt_id=attempt.pk, session=session, at=at)
