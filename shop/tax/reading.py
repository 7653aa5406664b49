"""The rates that hold at a time, kept in the process."""

from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from shop.freshness.epochs import kept
from shop.tax.models import Rate
from shop.tax.rates import Rates


def day_of(at: datetime) -> date:
    """The shop's day, wherever the reader is."""
    return timezone.localdate(at, timezone.get_default_timezone())


def rates(*, at: datetime) -> Rates:
    """Return what holds in every country on the day of `at`."""
    day = day_of(at)
    return Rates(
        percents={
            (country, category): percent
            for country, category, valid_from, percent in kept("tax rates", _every_rate)
            if valid_from <= day
        },
        home=settings.SHOP_COUNTRY,
    )


def _every_rate() -> list[tuple[str, str, date, Decimal]]:
    """All of them, the later ones last."""
    rows = Rate.objects.order_by("valid_from")
    return list(rows.values_list("country", "category_id", "valid_from", "percent"))
