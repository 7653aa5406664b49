"""Money that the demo shop gave back out of goodwill, for orders that stay."""

from datetime import datetime, timedelta
from decimal import Decimal

from shop.forks.order.models import Order, OrderStatus
from shop.orders.undoing import goodwill
from shop.users.models import User

# What is given for what; a smaller order gets a third of what was paid for it.
CAUSES = (
    (Decimal("5.00"), "A dent in the tin."),
    (Decimal("2.50"), "The parcel was a week late."),
    (Decimal("10.00"), "The glaze differs from the picture."),
)


def make_amends(*, now: datetime, staff: User) -> None:
    """Make up for something with the latest orders of which nothing comes back."""
    kept = Order.objects.filter(
        status=OrderStatus.DELIVERED,
        paid_at__isnull=False,
        delivered_at__lt=now - timedelta(days=3),
        returns=None,
        return_requests=None,
    ).order_by("-delivered_at", "pk")
    for order, (money, reason) in zip(kept[: len(CAUSES)], CAUSES, strict=False):
        third = (goodwill.most(order=order) / 3).quantize(Decimal("0.01"))
        if third:
            goodwill.give(
                number=order.number,
                actor=staff,
                money=min(money, third),
                reason=reason,
                reference=f"demo-{order.number}",
                given_at=now - timedelta(hours=5),
            )
