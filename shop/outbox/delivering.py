"""Send one message of the outbox, or arrange for another attempt."""

import logging
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from shop.outbox.backoff import next_attempt
from shop.outbox.models import Message

logger = logging.getLogger(__name__)
GAPS = re.compile(r"\n{3,}")  # what tags leave behind


@transaction.atomic
def deliver_next(*, at: datetime) -> Message | None:
    """Try the message that has been due longest; None when there is none.

    The row is locked while its mail leaves, so parallel workers take different
    messages. A worker that dies in between leaves the message due: a mail may
    arrive twice, with the same Message-ID, but never not at all.
    """
    message = (
        Message.objects.select_for_update(skip_locked=True)
        .filter(state=Message.State.DUE, due_at__lte=at)
        .order_by("due_at", "id")
        .first()
    )
    if message is None:
        return None
    message.attempts += 1
    try:
        _mail(message).send()
    except Exception as error:  # whatever it was, the other messages must leave
        logger.warning("Message %s was not sent: %s", message.pk, error)
        _postpone(message, error=error, failed_at=at)
    else:
        message.state = Message.State.SENT
        message.sent_at = at
        message.last_error = ""
    message.save()
    return message


def _postpone(message: Message, *, error: Exception, failed_at: datetime) -> None:
    message.last_error = f"{type(error).__name__}: {error}"[:2000]
    due_at = next_attempt(attempts=message.attempts, failed_at=failed_at)
    if due_at is None:
        message.state = Message.State.FAILED
    else:
        message.due_at = due_at


def _mail(message: Message) -> EmailMultiAlternatives:
    """Write the message in its reader's language, as text and as HTML.

    Templates of its kind, in templates/mail/: the subject, the words that both forms
    share, and perhaps what to do next.
    """
    context = {
        **message.context,
        "words": f"mail/{message.kind}.txt",
        "shop_name": settings.OSCAR_SHOP_NAME,
        "shop_url": settings.SITE_URL,
        "seller": [settings.SELLER_NAME, *settings.SELLER_ADDRESS],
    }
    with translation.override(message.language):
        line = render_to_string(f"mail/{message.kind}.subject.txt", context)
        subject = " ".join(line.split())
        context |= {"subject": subject, "steps": _steps(message.kind, context)}
        text = GAPS.sub("\n\n", render_to_string("mail/page.txt", context)).strip()
        html = render_to_string("mail/page.html", context)
    host = urlsplit(settings.SITE_URL).hostname
    mail = EmailMultiAlternatives(
        subject,
        text + "\n",
        to=[message.recipient],
        headers={"Message-ID": f"<outbox.{message.pk}@{host}>", **_ways_out(context)},
    )
    mail.attach_alternative(html, "text/html")
    return mail


def _ways_out(context: Mapping[str, Any]) -> dict[str, str]:
    """What the reader's mail program stops notices with, by one click (RFC 8058)."""
    url = context.get("unsubscribe_url")
    if not url:
        return {}
    return {
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _steps(kind: str, context: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the reader may do next, the first of it as a button.

    The template writes a label and its address, one a line. Without a template of
    its own a mail about an order leads to the order.
    """
    written = render_to_string([f"mail/{kind}.next.txt", "mail/next.txt"], context)
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    return [
        {"label": label, "url": url}
        for label, url in zip(lines[::2], lines[1::2], strict=True)
    ]
