"""What an order earns, has earned, and would have earned by what remains of it.

Reckoned here, booked in `settlement`. An order earns by the rule and the campaigns of
when it was placed; what it has earned is reckoned again by what gave it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import Any

from django.db.models import Q

from loyalty import merging, policy, reading, shares
from loyalty.arithmetic.awards import Award, EarningLine, Granted, award, still_due
from loyalty.arithmetic.campaigns import CAMPAIGN
from loyalty.arithmetic.purchases import part_in_money
from loyalty.campaigns.reading import deciding, in_force
from loyalty.people import Person
from shop.forks.order.models import CAME_TO_NOTHING, Order
from shop.rewards import tiers
from shop.rewards.campaigns import standing_at

# What stays of an order: the money paid for each line, by its id, and its pieces.
Remaining = Mapping[int, tuple[Decimal, int]]
NOTHING = (Decimal(0), 0)


def rule_of(order: Order) -> policy.Rule:
    """The rule that an order earns by: the one under which it was placed."""
    return policy.current_rule(at=order.date_placed)


def award_of(order: Order) -> Award:
    """What an order earns as it stands, by rule and campaigns of when it was placed."""
    placed_at = order.date_placed
    campaigns = in_force(at=placed_at)
    is_first = any(one.first_order_only for one in campaigns) and is_first_order(
        order.user_id, before=placed_at, order=order
    )
    return award(
        earning_lines(order),
        rule_of(order).earning,
        campaigns,
        standing_at(
            placed_at, is_first_order=is_first, tier=tiers.tier_kept(order.tier_id)
        ),
    )


def earning_lines(order: Order) -> list[EarningLine]:
    """What of an order earns as it stands, if the rule lets it."""
    return _lines(order, _kept(order))


def is_first_order(
    buyer_id: int, *, before: datetime, order: Order | None = None
) -> bool:
    """Whether they had no order that stands when they placed one, or would.

    Of two that were placed at one moment, the first that was written is the first.
    """
    is_earlier = Q(date_placed__lt=before)
    if order is not None:
        is_earlier |= Q(date_placed=before, pk__lt=order.pk)
    earlier = Order.objects.filter(is_earlier, user_id=buyer_id)
    return not earlier.exclude(status__in=CAME_TO_NOTHING).exists()


@dataclass(frozen=True)
class Earned:
    """Who earned, what is left of it, and the rule it was made under."""

    member: Person
    granted: int
    kept: int
    rule: policy.Rule
    shares: tuple[Granted, ...] | None


@dataclass(frozen=True)
class Excess:
    """What an order earned beyond what the rest of it earns.

    By the rule that rest earns `due`, on `base`. `shares` say how much of the points
    is of which source, where there are several.
    """

    member: Person
    points: int
    due: int
    base: Decimal
    rule_version: int
    shares: list[dict[str, Any]] | None = None


def excess_of(order: Order, remaining: Remaining) -> Excess | None:
    """Return what is to be taken back when this remains; None if it has not earned.

    The rule is the one the order was earned under, and the campaigns are those that
    gave something (L14), each taken back by itself (L16).
    """
    earned = earned_by(order)
    if earned is None:
        return None
    rule = earned.rule.earning
    lines = _lines(order, remaining)
    by_rule = award(lines, rule)
    found = Excess(
        member=earned.member,
        points=max(0, earned.kept - by_rule.points),
        due=by_rule.points,
        base=by_rule.base,
        rule_version=rule.version,
    )
    if earned.shares is None:
        return found
    campaigns = deciding(
        versions=[one.version for one in earned.shares if one.source == CAMPAIGN]
    )
    still = still_due(earned.shares, lines, rule, campaigns)
    excess = [
        (share, max(0, share.kept - due))
        for share, due in zip(earned.shares, still, strict=True)
    ]
    return replace(
        found,
        points=sum(points for _share, points in excess),
        shares=shares.taken(excess),
    )


def earned_by(order: Order) -> Earned | None:
    """Return None for an order that earned nothing yet, or under no rule."""
    if order.user is None:
        return None
    for member in chain([order.user], merging.successors(member=order.user)):
        accrued = reading.accrued(member=member, reference=order.number)
        if accrued is not None and accrued.rule_version is not None:
            rule = policy.rule(version=accrued.rule_version)
            return Earned(member, accrued.granted, accrued.kept, rule, accrued.shares)
    return None


def _kept(order: Order) -> Remaining:
    return {line.pk: (line.cash_kept, line.left) for line in order.lines.all()}


def _lines(order: Order, remaining: Remaining) -> list[EarningLine]:
    lines = []
    for line in order.lines.all():
        cash, pieces = remaining.get(line.pk, NOTHING)
        lines.append(
            EarningLine(
                key=line.pk,
                cash=cash,
                labels=frozenset(line.labels),
                pieces=pieces,
                product=line.product_id,
                in_money=part_in_money(line.line_price_incl_tax, line.paid_by_points),
            )
        )
    return lines
