"""What points may do for one basket at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import prefetch_related_objects

from loyalty.reading import Balance
from shop.forks.basket.models import Basket, Line
from shop.rewards.discount import points_by_line
from shop.rewards.freezing import why_frozen
from shop.rewards.once import read_balance, rule_in_force
from shop.rewards.spread import Exchange, Part, Payable, most_points, spread
from shop.rewards.voucher_discount import covered_by_voucher
from shop.users.models import User


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The lines that points may cover, and how many points may be used on them.

    All bounds come in whole cents. `coverable` is what the purchase can take,
    `maximum` what the member can give of it; where that is below `minimum`, no
    points can be used. Points that are `owed`, and a `frozen` account, block their use
    (L21, L40): then the `balance` to use is nothing. `frozen` says why it is.
    """

    lines: tuple[Payable, ...]
    exchange: Exchange
    points_per_unit: int
    balance: int
    owed: int
    frozen: str
    minimum: int
    coverable: int
    maximum: int

    def usable(self, requested: int) -> int:
        """Return how many of the `requested` points the basket really uses."""
        points = self.exchange.round_down(min(requested, self.maximum))
        return points if points and points >= self.minimum else 0

    def parts(self, points: int) -> Mapping[int, Part]:
        """Return what `points` do on each line, by the line's id."""
        return spread(points, self.lines, self.exchange)


def terms_of(
    *, basket: Basket, member: User, at: datetime, balance: Balance | None = None
) -> Terms:
    """Return what the points of `member` may do for `basket` at `at`.

    The basket's other offers must have been applied; a discount by points that
    it already carries makes no difference. The `balance` is read, unless it is given.
    """
    rule = rule_in_force(at=at).redemption
    balance = balance or read_balance(member=member, at=at)
    exchange = Exchange.at(rule.points_per_unit_of_discount)
    lines = payable_lines(basket)
    coverable = most_points(lines, exchange, max_share_percent=rule.max_share_percent)
    if rule.max_points_per_order is not None:
        coverable = min(coverable, exchange.round_down(rule.max_points_per_order))
    return Terms(
        lines=lines,
        exchange=exchange,
        points_per_unit=rule.points_per_unit_of_discount,
        balance=balance.spendable,
        owed=balance.owed,
        frozen=" ".join(why_frozen(member=member, at=at) if balance.frozen else ()),
        minimum=exchange.round_up(rule.min_points_per_order),
        coverable=coverable,
        maximum=min(coverable, exchange.round_down(balance.spendable)),
    )


def payable_lines(basket: Basket) -> tuple[Payable, ...]:
    """Return what each line of `basket` costs after all discounts but points.

    What a voucher from points has taken off is in it, and said beside it.
    """
    lines = list(basket.all_lines())
    used = points_by_line(basket)
    prefetch_related_objects([line.product for line in lines], "parent")
    return tuple(
        Payable(
            key=line.pk,
            value=_value(line, used.get(line.pk)),
            covered=covered_by_voucher(line),
            share_percent=(
                line.product.points_share if line.product.is_discountable else 0
            ),
        )
        for line in lines
    )


def _value(line: Line, points: Part | None) -> Decimal:
    price = line.line_price_incl_tax
    if price is None:
        return Decimal(0)
    by_points = (points.discount if points else 0) + covered_by_voucher(line)
    return max(Decimal(0), price - line.discounts.total + by_points)
