"""Points as pages show them: what a price earns, what a member has, what it is worth.

For pages, so it reads the clock; the rule in force is read once per request.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from loyalty.arithmetic.awards import Award, EarningLine, award
from loyalty.arithmetic.campaigns import CAMPAIGN
from loyalty.arithmetic.purchases import part_in_money
from loyalty.arithmetic.tiers import TIER
from loyalty.reading import Accrued
from loyalty.why.sharing import name_in
from shop.forks.basket.models import Basket
from shop.forks.basket.models import Line as BasketLine
from shop.rewards import campaigns, freezing, tiers
from shop.rewards import labels as product_labels
from shop.rewards.awarding import is_first_order
from shop.rewards.discount import points_by_line
from shop.rewards.once import last_balance, rule_in_force
from shop.rewards.spread import Exchange, Part
from shop.rewards.voucher_discount import covered_by_voucher
from shop.users.models import User


@dataclass(frozen=True)
class Added:
    """What a campaign or a tier adds, and what it is called in the active language."""

    campaign: str
    points: int
    is_tier: bool = False


@dataclass(frozen=True)
class Earns:
    """What a purchase would earn: all of it, and what of that campaigns add."""

    points: int = 0
    added: tuple[Added, ...] = ()

    @classmethod
    def by(cls, due: Award) -> "Earns":
        return cls(
            due.points,
            tuple(
                Added(name_in(source.names), share.points, share.tier is not None)
                for share in due.added
                if (source := share.campaign or share.tier)
            ),
        )


def added_by(accrued: Accrued) -> tuple[Added, ...]:
    """Return what tier and campaigns have added, and returns have left of it."""
    said = zip(accrued.posting.shares or (), accrued.shares or (), strict=True)
    return tuple(
        Added(name_in(stored["names"]), share.kept, share.source == TIER)
        for stored, share in said
        if share.source in (CAMPAIGN, TIER) and share.kept
    )


def earns_for(
    *,
    price: Decimal,
    labels: Collection[str],
    product: int | None = None,
    buyer: User | AnonymousUser | None = None,
) -> Earns:
    """Return what one piece would earn at `price` when it is paid in money.

    For everybody, unless a `buyer` is named: then their tier counts. What only a first
    order earns is not promised here.
    """
    return Earns.by(_due_for(price, labels, product, buyer))


def points_for(
    *,
    price: Decimal,
    labels: Collection[str],
    product: int | None = None,
    buyer: User | AnonymousUser | None = None,
) -> int:
    """Return the points of `earns_for`: lists of goods name no campaigns."""
    return _due_for(price, labels, product, buyer).points


def _due_for(
    price: Decimal,
    labels: Collection[str],
    product: int | None,
    buyer: User | AnonymousUser | None = None,
) -> Award:
    now = timezone.now()
    line = EarningLine(key=0, cash=price, labels=frozenset(labels), product=product)
    about = campaigns.running(at=now).about(labels, product)
    rule = rule_in_force(at=now).earning
    tier = tiers.tier_of(member_id=buyer.pk, at=now) if buyer else None
    return award([line], rule, about, campaigns.standing_at(now, tier=tier))


def earns_for_basket(basket: Basket) -> Earns:
    """Return what `basket` would earn now: on money only, without shipping (L30)."""
    lines = list(basket.all_lines())
    by_points = points_by_line(basket)
    labels = product_labels.for_products(line.product for line in lines)
    now = timezone.now()
    running = campaigns.running(at=now).all
    is_first = any(one.first_order_only for one in running) and (
        basket.owner_id is not None and is_first_order(basket.owner_id, before=now)
    )
    due = award(
        [
            EarningLine(
                key=line.pk,
                cash=line.line_price_incl_tax_incl_discounts or Decimal(0),
                labels=labels[line.product_id],
                pieces=line.quantity,
                product=line.product_id,
                in_money=_in_money(line, by_points),
            )
            for line in lines
        ],
        rule_in_force(at=now).earning,
        running,
        campaigns.standing_at(
            now,
            is_first_order=is_first,
            tier=tiers.tier_of(member_id=basket.owner_id, at=now),
        ),
    )
    return Earns.by(due)


def _in_money(line: BasketLine, by_points: Mapping[int, Part]) -> Fraction:
    covered = covered_by_voucher(line)
    if line.pk in by_points:
        covered += by_points[line.pk].discount
    if not covered:
        return Fraction(1)
    cash = line.line_price_incl_tax_incl_discounts or Decimal(0)
    return part_in_money(cash, covered)


def points_for_basket(basket: Basket) -> int:
    return earns_for_basket(basket).points


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
    return rule_in_force(at=timezone.now()).redemption.points_per_unit_of_discount
