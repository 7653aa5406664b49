"""The rates that hold at a time: one query."""

from datetime import date, datetime

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from shop.tax.models import Rate
from shop.tax.rates import Rates


def day_of(at: datetime) -> date:
    """The shop's day, wherever the reader is."""
    return timezone.localdate(at, timezone.get_default_timezone())


def at_home(category: str, *, at: datetime) -> Subquery:
    """The rate at home, read along with rows that name their `category`."""
    rows = Rate.objects.filter(
        country=settings.SHOP_COUNTRY,
        category=OuterRef(category),
        valid_from__lte=day_of(at),
    )
    return Subquery(rows.order_by("-valid_from").values("percent")[:1])


def rates(*, at: datetime) -> Rates:
    """Read what holds in every country on the day of `at`."""
    latest = (
        Rate.objects.filter(valid_from__lte=day_of(at))
        .order_by("country", "category_id", "-valid_from")
        .distinct("country", "category_id")
        .values_list("country", "category_id", "percent")
    )
    return Rates(
        percents={
            (country, category): percent for country, category, percent in latest
        },
        home=settings.SHOP_COUNTRY,
    )
