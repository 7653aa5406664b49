"""When an order took which status."""

from datetime import datetime

from oscar.apps.order.models import OrderStatusChange

from shop.forks.order.models import Order


def note(*, order: Order, before: str, at: datetime) -> None:
    """Keep that the order is no longer `before`; nothing if it still is."""
    if order.status == before:
        return
    change = OrderStatusChange.objects.create(
        order=order, old_status=before, new_status=order.status
    )
    # Oscar stamps the row with the time of writing, not with that of the change.
    OrderStatusChange.objects.filter(pk=change.pk).update(date_created=at)
