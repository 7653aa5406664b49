"""Let all listeners hear, as the worker does after each commit."""

from datetime import UTC, datetime

from django.db.models import QuerySet

from shop.happenings.hearing import hear_next
from shop.outbox.models import Message

LATER = datetime(2999, 1, 1, tzinfo=UTC)


def let_all_hear(*, at: datetime = LATER) -> None:
    """Within the transaction of the test; what a listener cannot bear fails it."""
    while hearing := hear_next(at=at):
        assert not hearing.last_error, hearing.last_error


def outbox() -> QuerySet[Message]:
    """The outbox once all have heard, in the order it was written."""
    let_all_hear()
    return Message.objects.order_by("pk")
