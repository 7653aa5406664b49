"""An order that is cancelled awaits no goods."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from oscar.apps.order.models import OrderStatusChange

from shop.forks.order.models import OrderStatus
from shop.returns import ending


@receiver(post_save, sender=OrderStatusChange)
def order_moved_on(instance: OrderStatusChange, raw: bool, **_signal: Any) -> None:
    """In the transaction that cancels the order, which holds its lock."""
    order = instance.order
    if not raw and instance.new_status == OrderStatus.CANCELLED:
        ending.let_go(order=order, at=order.cancelled_at)
