"""Which orders are picked up, and where."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.dates import WEEKDAYS_ABBR

from shop.delivery.hours import same_days
from shop.delivery.models import Pickup, PickupPoint
from shop.forks.order.models import Order, OrderStatus
from shop.freshness.epochs import kept


class PointClosed(Exception):
    """Nothing can be picked up there, or no pick-up point was chosen."""


def open_points() -> Sequence[PickupPoint]:
    """The points a shopper can choose."""
    return kept("open points", lambda: list(PickupPoint.objects.filter(is_active=True)))


def open_point(pk: int | None) -> PickupPoint:
    """Return an open point, or raise PointClosed."""
    point = next((point for point in open_points() if point.pk == pk), None)
    if point is None:
        raise PointClosed(pk)
    return point


def pickup_of(order: Order) -> Pickup | None:
    """How the order is picked up; None if a parcel brings it."""
    return getattr(order, "pickup", None)


def waiting() -> QuerySet[Pickup, Any]:
    """What lies ready, the one that is kept the shortest first."""
    return (
        Pickup.objects.filter(order__status=OrderStatus.READY)
        .select_related("point", "order__user")
        .order_by("collect_by", "pk")
    )


def overdue(*, at: datetime) -> QuerySet[Pickup, Any]:
    """What was not collected in time, and waits for staff to decide."""
    return waiting().filter(collect_by__lte=at)


def address_lines(point: PickupPoint) -> list[str]:
    """Where a point is, in the active language."""
    return [point.name, point.street, f"{point.postcode} {point.city}"]


def hours_in_words(point: PickupPoint) -> list[str]:
    """When a point is open, in the active language; closed days are left out."""
    lines = []
    for first, last, hours in same_days(point.hours):
        if hours:
            days = str(WEEKDAYS_ABBR[first])
            if last > first:
                days = f"{days}–{WEEKDAYS_ABBR[last]}"
            lines.append(f"{days} {hours}")
    return lines
