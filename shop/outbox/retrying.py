"""Staff send a message again that the shop had given up."""

from datetime import datetime

from django.db import transaction

from shop.audit.record import record
from shop.outbox.models import Message
from shop.outbox.sending import wake_worker
from shop.users.models import User
from shop.users.permission import require


class AlreadySent(Exception):
    """The message has left; sending it again would only puzzle its reader."""


@transaction.atomic
def retry(*, message_id: int, actor: User, at: datetime) -> Message:
    """Make a message due now, with all its attempts before it again.

    Raises Message.DoesNotExist and AlreadySent.
    """
    require(actor, "outbox.retry_message")
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.state == Message.State.SENT:
        raise AlreadySent(message_id)
    before = {"state": message.state, "attempts": message.attempts}
    message.state = Message.State.DUE
    message.attempts = 0
    message.due_at = at
    message.save(update_fields=["state", "attempts", "due_at"])
    record(
        actor=actor,
        action="outbox.retry",
        subject=f"message:{message.pk}",
        recorded_at=at,
        before=before,
        after={"state": message.state, "attempts": 0},
    )
    transaction.on_commit(wake_worker, robust=True)
    return message
