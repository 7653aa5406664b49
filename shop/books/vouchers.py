"""What orders say of the vouchers from points that they used, and what these say.

That a voucher adds up in itself, the ledger proves (loyalty/ledger/proof.sql).
"""

from collections.abc import Iterator

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from loyalty import reading
from loyalty.reconciliation import Range
from shop.forks.order.models import CAME_TO_NOTHING, Line, Order
from shop.orders.models import Return


def disagreements(part: Range) -> Iterator[tuple[str, str, object, object]]:
    """Yield the order, of what, what the order says, and what was found."""
    used = reading.voucher_uses(first=part.first, last=part.last)
    for order in _orders(part):
        by_vouchers, back = used.pop((order.user_id, order.number), (0, 0))
        for what, said, found in (
            ("points of a voucher", order.voucher_points, by_vouchers),
            ("points of a voucher given back", _given_back(order), back),
            ("points of a voucher on its lines", _for_goods(order), order.on_lines),
        ):
            if said != found:
                yield order.number, what, said, found
    for (_account, number), (points, _back) in used.items():
        yield number, "points of a voucher", None, points


def _orders(part: Range) -> Iterator[Order]:
    own = {"order": OuterRef("pk")}
    lines = Line.objects.filter(**own).order_by().values("order")
    returns = Return.objects.filter(**own).order_by().values("order")
    return (
        Order.objects.filter(voucher_points__gt=0, **part.limits("user_id"))
        .only("number", "user_id", "status", "voucher_points")
        .annotate(
            on_lines=Coalesce(Subquery(lines.values(sum=Sum("voucher_points"))), 0),
            returned=Coalesce(Subquery(returns.values(sum=Sum("voucher_points"))), 0),
        )
        .iterator()
    )


def _given_back(order: Order) -> int:
    return order.voucher_points if order.status in CAME_TO_NOTHING else order.returned


def _for_goods(order: Order) -> int:
    """A voucher for delivery is on no line, one for goods is on those alone."""
    return order.voucher_points if order.on_lines else 0
