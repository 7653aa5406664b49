"""What a rule does to an example basket: the preview before it is published."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from loyalty.arithmetic.awards import EarningLine, award
from loyalty.dates import NEVER, last_day_before
from loyalty.policy import Rule
from loyalty.terms.validity import ValidityTerms, lapses_at
from shop.rewards import lasting
from shop.rewards.spread import Exchange, Payable, most_points

# A basket as people fill it: two lines, of which one may earn nothing.
GOODS = Decimal("52.40")
EXCLUDED = Decimal("12.50")


@dataclass(frozen=True, kw_only=True)
class Until:
    """The last day of points that can be used from today; None where there is none.

    The earliest that can be, where the member's inactivity decides.
    """

    day: date | None
    is_earliest: bool


@dataclass(frozen=True, kw_only=True)
class Example:
    """What the example basket earns, and what points can do for it."""

    earned: int
    earning_amount: Decimal
    most_points: int
    largest_discount: Decimal
    worth_of_earned: Decimal
    until: Until
    promise: str


def example(rule: Rule, *, excluded: Collection[str], at: datetime) -> Example:
    """Compute the example basket under a rule; one line has one of these labels."""
    without = next(iter(sorted(excluded)), None)
    labels = frozenset([without] if without else [])
    lines = [
        EarningLine(key="goods", cash=GOODS),
        EarningLine(key="excluded", cash=EXCLUDED, labels=labels),
    ]
    due = award(lines, rule.earning)
    terms = rule.redemption
    exchange = Exchange.at(terms.points_per_unit_of_discount)
    payable = [Payable(key=0, value=GOODS), Payable(key=1, value=EXCLUDED)]
    most = most_points(payable, exchange, max_share_percent=terms.max_share_percent)
    if terms.max_points_per_order is not None:
        most = min(most, exchange.round_down(terms.max_points_per_order))
    return Example(
        earned=due.points,
        earning_amount=due.base,
        most_points=most,
        largest_discount=exchange.discount(most),
        worth_of_earned=exchange.discount(due.points),
        until=_until(rule.validity, at),
        promise=lasting.promise(rule.validity),
    )


def _until(terms: ValidityTerms, at: datetime) -> Until:
    zone = timezone.get_default_timezone()
    ends_at = lapses_at(terms, counts_from=at, zone=zone)
    return Until(
        day=None if ends_at == NEVER else last_day_before(ends_at, zone),
        is_earliest=not terms.have_dates,
    )
