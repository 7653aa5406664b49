"""Points outstanding at the end of each month, and the discount they could give.

Points are what the movements say (loyalty/month_ends.py); no discount is stored.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from loyalty import expiry, month_ends, policy, reading
from loyalty.reading import Totals
from loyalty.terms.redemption import RedemptionTerms
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
    terms = policy.current_rule(at=at).redemption
    return _outstanding(timezone.localdate(at), reading.programme_totals(at=at), terms)


def at_month_ends(*, at: datetime, years: int) -> list[Outstanding]:
    """Return the ends of the months that are over, the latest first.

    Months before the first member are left out.
    """
    rules = list(policy.versions())
    return [
        _outstanding(day, totals, _in_force(rules, expiry.close_of(day)).redemption)
        for day, totals in month_ends.totals(at=at, months=12 * years).items()
        if totals.members
    ]


def _in_force(rules: list[policy.Rule], at: datetime) -> policy.Rule:
    return next(rule for rule in rules if rule.starts_at <= at)


def _outstanding(on: date, totals: Totals, terms: RedemptionTerms) -> Outstanding:
    points_per_unit = terms.points_per_unit_of_discount
    return Outstanding(
        on=on,
        totals=totals,
        points_per_unit=points_per_unit,
        discount=Exchange.at(points_per_unit).discount(totals.outstanding),
    )
