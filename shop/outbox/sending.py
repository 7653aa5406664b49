"""Put a message into the outbox, in the transaction that causes it (S04)."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from kombu.exceptions import OperationalError

from shop.outbox import mail_kinds
from shop.outbox.models import Message
from shop.outbox.tasks import send_due

logger = logging.getLogger(__name__)


def queue(
    *,
    kind: str,
    to: str,
    language: str,
    context: Mapping[str, Any],
    reference: str,
    queued_at: datetime,
    due_at: datetime | None = None,
) -> Message:
    """Have the worker send the mail `kind` after this transaction commits.

    `kind` names the templates in templates/mail/, `context` holds JSON values for
    them. It is sent at once, or from `due_at` on. Repeating a `reference` for the same
    kind queues nothing more. Raises Undeclared for a kind that nobody has declared
    (mail_kinds.py).
    """
    mail_kinds.find(kind)
    message, _created = Message.objects.get_or_create(
        reference=f"{kind}:{reference}",
        defaults={
            "kind": kind,
            "recipient": to,
            "language": language,
            "context": dict(context),
            "created_at": queued_at,
            "due_at": due_at or queued_at,
        },
    )
    transaction.on_commit(wake_worker, robust=True)
    return message


def wake_worker() -> None:
    """Ask a worker to look now. Without a broker the sweep finds the message."""
    try:
        send_due.delay()
    except OperationalError as error:
        logger.warning("The broker does not answer, the sweep will send: %s", error)
