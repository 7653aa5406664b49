"""Pieces promised to orders, sent, and put back: never more than there are (S01).

Stock records are locked in the order of their keys, so that orders taking the same
goods wait for each other and never in a circle. Only goods whose product class
tracks stock are counted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce

from shop.forks.order.models import Line, Order
from shop.forks.partner.models import StockRecord


class SoldOut(Exception):
    """Fewer pieces are left than wanted; `available` says how many, by stock record."""

    def __init__(self, available: Mapping[int, int]):
        super().__init__(dict(available))
        self.available = available


def allocate(wanted: Mapping[int, int]) -> None:
    """Promise pieces, counted by stock record: all of them, or SoldOut and none."""
    levels = {record.pk: record.net_stock_level for record in _locked(wanted)}
    short = {
        pk: max(0, levels.get(pk, 0))
        for pk, quantity in wanted.items()
        if levels.get(pk, 0) < quantity
    }
    if short:
        raise SoldOut(short)
    _change(wanted, allocated=1, in_stock=0)


def give_up(order: Order) -> None:
    """Take back what was promised to an order that will not be sent."""
    _settle(order, in_stock=0)


def send_off(order: Order) -> None:
    """Take an order's pieces, which were promised to it, out of the stock."""
    _settle(order, in_stock=-1)


def put_back(returned: Mapping[int, int]) -> None:
    """Add pieces that came back, counted by stock record."""
    _locked(returned)
    _change(returned, allocated=0, in_stock=1)


def pieces_of(order: Order) -> Mapping[int, int]:
    """The pieces of an order whose goods are counted, by stock record."""
    tracked = Q(product__product_class__track_stock=True) | Q(
        product__parent__product_class__track_stock=True
    )
    lines = Line.objects.filter(tracked, order=order, stockrecord__isnull=False)
    return count(lines.values_list("stockrecord_id", "quantity"))


def count(lines: Iterable[tuple[int, int]]) -> Mapping[int, int]:
    """Add up pieces by stock record: two lines may draw on the same one."""
    counted: Counter[int] = Counter()
    for stockrecord_id, quantity in lines:
        counted[stockrecord_id] += quantity
    return counted


def _settle(order: Order, *, in_stock: int) -> None:
    lines = Line.objects.filter(order=order, num_allocated__gt=0)
    allocated = count(
        lines.exclude(stockrecord=None).values_list("stockrecord_id", "num_allocated")
    )
    _locked(allocated)
    _change(allocated, allocated=-1, in_stock=in_stock)
    lines.update(num_allocated=0)


def _locked(quantities: Mapping[int, int]) -> list[StockRecord]:
    return list(
        StockRecord.objects.select_for_update(no_key=True)
        .filter(pk__in=quantities, num_in_stock__isnull=False)
        .order_by("pk")
    )


def _change(quantities: Mapping[int, int], *, allocated: int, in_stock: int) -> None:
    """Change many records in one statement; a CHECK guards what must hold."""
    if not quantities:
        return
    pieces = Case(
        *(When(pk=pk, then=Value(number)) for pk, number in quantities.items()),
        output_field=IntegerField(),
    )
    StockRecord.objects.filter(pk__in=quantities, num_in_stock__isnull=False).update(
        num_allocated=Coalesce(F("num_allocated"), 0) + pieces * allocated,
        num_in_stock=F("num_in_stock") + pieces * in_stock,
    )
