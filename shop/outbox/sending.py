"""Put a message into the outbox, in the transaction that causes it (S04)."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One of many mails, as `queue` takes it."""

    kind: str
    to: str
    language: str
    context: Mapping[str, Any]
    reference: str


def queue_each(letters: Sequence[Letter], *, queued_at: datetime) -> None:
    """Queue many as one by one, with one statement."""
    for kind in {letter.kind for letter in letters}:
        mail_kinds.find(kind)
    Message.objects.bulk_create(
        (
            Message(
                reference=f"{letter.kind}:{letter.reference}",
                kind=letter.kind,
                recipient=letter.to,
                language=letter.language,
                context=dict(letter.context),
                created_at=queued_at,
                due_at=queued_at,
            )
            for letter in letters
        ),
        ignore_conflicts=True,
    )
    transaction.on_commit(wake_worker, robust=True)


def wake_worker() -> None:
    """Ask a worker to look now. Without a broker the sweep finds the message."""
    try:
        send_due.delay()
    except OperationalError as error:
        logger.warning("The broker does not answer, the sweep will send: %s", error)
