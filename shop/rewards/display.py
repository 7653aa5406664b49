"""Points as pages show them: what a price earns, what a member has, what it is worth.

For pages, so it reads the clock; the rule in force is read once per request.
"""

from collections.abc import Collection, Iterable
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from loyalty.arithmetic.awards import EarningLine, award
from shop.forks.basket.models import Basket
from shop.rewards import freezing
from shop.rewards import labels as product_labels
from shop.rewards.once import last_balance, rule_in_force
from shop.rewards.spread import Exchange
from shop.users.models import User


def points_for(*, price: Decimal, labels: Collection[str]) -> int:
    """Return what `price` would earn when it is paid in money."""
    line = EarningLine(key=0, cash=price, labels=frozenset(labels))
    return points_for_lines([line])


def points_for_lines(lines: Iterable[EarningLine]) -> int:
    """Return what a purchase of `lines` would earn, rounded once."""
    return award(lines, rule_in_force(at=timezone.now()).earning).points


def points_for_basket(basket: Basket) -> int:
    """Return what `basket` would earn now: on money only, without shipping (L30)."""
    lines = list(basket.all_lines())
    labels = product_labels.for_products(line.product for line in lines)
    return points_for_lines(
        EarningLine(
            key=line.pk,
            cash=line.line_price_incl_tax_incl_discounts or Decimal(0),
            labels=labels[line.product_id],
        )
        for line in lines
    )


def header_balance(visitor: User | AnonymousUser) -> int | None:
    """Return the points that the visitor can use now; None for a guest."""
    if not isinstance(visitor, User):
        return None
    return last_balance(member=visitor, at=timezone.now()).spendable


def why_frozen(visitor: User | AnonymousUser) -> list[str]:
    """Say why the visitor's points cannot be used; nothing where they can."""
    now = timezone.now()
    if not isinstance(visitor, User) or not last_balance(member=visitor, at=now).frozen:
        return []
    return freezing.why_frozen(member=visitor, at=now)


def worth(points: int) -> Decimal:
    """Return the discount that `points` can give."""
    return Exchange.at(points_per_unit()).discount(points)


def points_per_unit() -> int:
    """Return how many points give 1.00 of discount."""
    return rule_in_force(at=timezone.now()).points_per_unit_of_discount
