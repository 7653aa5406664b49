"""Until when goods can come back, by the shop's own calendar."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from shop.forks.order.models import Order


def last_day(order: Order) -> date | None:
    """The last day on which a return can be asked for; None before delivery."""
    return _days_after_delivery(order, settings.RETURN_WINDOW_DAYS)


def last_day_to_withdraw(order: Order) -> date | None:
    """The last day of the right to withdraw; None before delivery: it has not begun."""
    return _days_after_delivery(order, settings.WITHDRAWAL_DAYS)


def outlives(days: int) -> int:
    """By how many days goods can still come back after points can be spent.

    Points that are spent first are owed for goods that come back then (L21).
    """
    return max(0, settings.RETURN_WINDOW_DAYS - days)


def is_over(last: date | None, *, at: datetime) -> bool:
    """Whether a last day is past."""
    return last is not None and _day(at) > last


def _days_after_delivery(order: Order, days: int) -> date | None:
    if order.delivered_at is None:
        return None
    return _day(order.delivered_at) + timedelta(days=days)


def _day(at: datetime) -> date:
    return timezone.localdate(at, timezone.get_default_timezone())
