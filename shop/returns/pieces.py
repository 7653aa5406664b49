"""How many pieces of an order may still be asked for, and how many are awaited."""

from collections import Counter
from collections.abc import Iterable, Mapping

from shop.forks.order.models import Order
from shop.returns.models import RequestedLine, ReturnRequest


def awaited(*, order: Order, besides: ReturnRequest | None = None) -> Mapping[int, int]:
    """The pieces that open requests are waiting for, by line id."""
    lines = RequestedLine.objects.filter(request__order=order, request__ended_at=None)
    if besides:
        lines = lines.exclude(request=besides)
    return _count(lines)


def awaited_by(request: ReturnRequest) -> Mapping[int, int]:
    return _count(request.lines.all())


def free(*, order: Order) -> Mapping[int, int]:
    """What was bought, has not come back and is not awaited, by line id."""
    asked = awaited(order=order)
    return {
        line.pk: line.quantity - line.returned_quantity - asked.get(line.pk, 0)
        for line in order.lines.order_by("pk")
    }


def all_with_the_shopper(*, order: Order) -> Mapping[int, int]:
    """What has not come back, by line id."""
    return {
        line.pk: line.quantity - line.returned_quantity for line in order.lines.all()
    }


def _count(lines: Iterable[RequestedLine]) -> Mapping[int, int]:
    counted: Counter[int] = Counter()
    for line in lines:
        counted[line.line_id] += line.open
    return +counted
