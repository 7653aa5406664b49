"""The friend's first kept order: delivered, past its return window, not sent back."""

from datetime import datetime
from decimal import Decimal

from shop.forks.order.models import Order, OrderStatus
from shop.referrals.models import Referral
from shop.returns.keeping import is_kept


def first_kept(*, referral: Referral, at: datetime) -> Order | None:
    """Return the friend's first order that stays bought, and is large enough in money.

    What they had ordered as a guest before they were brought is nobody's doing.
    """
    smallest = referral.terms.smallest_order
    delivered = Order.objects.filter(
        user=referral.friend_id,
        status=OrderStatus.DELIVERED,
        date_placed__gte=referral.referred_at,
    )
    for order in delivered.order_by("delivered_at", "pk").prefetch_related("lines"):
        if _worth(order) >= smallest and is_kept(order, at=at):
            return order
    return None


def _worth(order: Order) -> Decimal:
    """What was paid in money for goods and has not gone back, as goodwill either."""
    kept = (
        line.line_price_incl_tax - line.money_gone_back for line in order.lines.all()
    )
    return sum(kept, start=Decimal(0))
