"""Whether an order stays bought, as far as anybody can say."""

from datetime import datetime

from shop.forks.order.models import Order
from shop.payments import disputes
from shop.returns import window
from shop.returns.models import ReturnRequest


def is_kept(order: Order, *, at: datetime) -> bool:
    """Past its return window with pieces left, no return under way and no dispute."""
    return (
        any(line.left > 0 for line in order.lines.all())
        and window.is_over(window.last_day(order), at=at)
        and not order.return_requests.filter(state__in=ReturnRequest.OPEN).exists()
        and not disputes.hold_points(order=order)
    )
