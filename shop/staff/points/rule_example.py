"""What a rule does to an example basket: the preview before it is published."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from loyalty.arithmetic.awards import EarningLine, award
from loyalty.policy import Rule
from shop.rewards.spread import Exchange, Payable, most_points

# A basket as people fill it: two lines, of which one may earn nothing.
GOODS = Decimal("52.40")
EXCLUDED = Decimal("12.50")


@dataclass(frozen=True, kw_only=True)
class Example:
    """What the example basket earns, and what points can do for it."""

    earned: int
    earning_amount: Decimal
    most_points: int
    largest_discount: Decimal
    worth_of_earned: Decimal


def example(rule: Rule, *, excluded: Collection[str]) -> Example:
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
    )
