"""What an order's page shows of other rooms."""

from django.db.models import QuerySet

from shop.outbox.models import Message

LATEST = 25


def mail_about(number: str) -> QuerySet[Message]:
    """The mail about one order, in the order it was written."""
    found = Message.objects.filter(context__number=number)
    return found.order_by("created_at", "id")[:LATEST]
