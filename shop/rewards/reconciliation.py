"""Prove that orders and ledger tell the same story. Fixes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Sum

from loyalty import queries
from shop.forks.order.models import Order, OrderStatus

SETTLED = (
    OrderStatus.CONFIRMED,
    OrderStatus.READY,
    OrderStatus.SHIPPED,
    OrderStatus.DELIVERED,
)
CHUNK = 1000


@dataclass(frozen=True)
class Difference:
    """An order whose points are not those of its lines, or not those redeemed."""

    order: str
    points: int
    on_lines: int
    redeemed: int

    def __str__(self) -> str:
        return (
            f"order {self.order}: {self.points} points, {self.on_lines} on its lines, "
            f"{self.redeemed} redeemed"
        )


def differences() -> Iterator[Difference]:
    """Yield the orders that differ: none, when all is well (L10).

    A discount by points exists if and only if its points were redeemed, so orders
    without points are looked at too.
    """
    orders = (
        Order.objects.filter(status__in=SETTLED, user__isnull=False)
        .order_by("pk")
        .annotate(on_lines=Sum("lines__points_redeemed", default=0))
        .values_list("user_id", "number", "points_redeemed", "on_lines")
        .iterator(chunk_size=CHUNK)
    )
    while chunk := list(islice(orders, CHUNK)):
        redeemed = queries.redeemed_under(uses=[row[:2] for row in chunk])
        for user_id, number, points, on_lines in chunk:
            posted = redeemed.get((user_id, number), 0)
            if not points == on_lines == posted:
                yield Difference(number, points, on_lines, posted)
