"""Points outstanding at the end of each month, and the discount they could give.

Rebuilt from the movements whenever it is read; nothing of it is stored.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from loyalty import expiry, policy, reading
from loyalty.reading import Totals
from shop.rewards.spread import Exchange

YEARS = (1, 2, 5)


@dataclass(frozen=True, kw_only=True)
class Outstanding:
    """The programme at a moment: `on` is the day that was over, or is today.

    `discount` is the most that the points could take off, at the exchange of the
    rule in force then: what they will really cost is less, for some expire.
    """

    on: date
    totals: Totals
    points_per_unit: int
    discount: Decimal


def today(*, at: datetime) -> Outstanding:
    """Return what is outstanding now."""
    rule = policy.current_rule(at=at)
    return _outstanding(timezone.localdate(at), reading.programme_totals(at=at), rule)


def month_ends(*, at: datetime, years: int) -> list[Outstanding]:
    """Return the ends of the months that are over, the latest first.

    Months before the first member are left out.
    """
    moments = {
        expiry.close_of(day): day for day in _last_days(timezone.localdate(at), years)
    }
    rules = list(policy.versions())
    found = [
        _outstanding(
            moments[moment],
            totals,
            next(rule for rule in rules if rule.starts_at <= moment),
        )
        for moment, totals in reading.programme_totals_as_of(moments=moments).items()
        if totals.members
    ]
    return found[::-1]


def _last_days(day: date, years: int) -> Iterator[date]:
    for _month in range(12 * years):
        day = day.replace(day=1) - timedelta(days=1)
        yield day


def _outstanding(on: date, totals: Totals, rule: policy.Rule) -> Outstanding:
    points_per_unit = rule.points_per_unit_of_discount
    return Outstanding(
        on=on,
        totals=totals,
        points_per_unit=points_per_unit,
        discount=Exchange.at(points_per_unit).discount(totals.outstanding),
    )
