"""What the ledger must hold of an order, and where it holds something else: pure.

Values in, sentences out; nothing is read here. `Facts` is what the shop stores of
an order, `Trace` what was posted under its number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from loyalty.arithmetic.awards import EarningLine, award, still_due
from loyalty.arithmetic.campaigns import Campaign
from loyalty.shares import granted
from loyalty.terms.earning import EarningTerms
from loyalty.traces import Trace
from shop.forks.order.models import CAME_TO_NOTHING, OrderStatus

SETTLED = (
    OrderStatus.CONFIRMED,
    OrderStatus.READY,
    OrderStatus.SHIPPED,
    OrderStatus.DELIVERED,
)
# What a paid order earns is booked with it, or by the next sweep.
EARNS_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One order of a member. `lines` are what they cost in money, without refunds.

    `restored` and `revoked` are points by the reference of the return they were
    posted under. `member_since` is None for somebody who is no member.
    """

    number: str
    member: int
    status: str
    points: int
    points_on_lines: int
    points_restored_on_lines: int
    lines: tuple[EarningLine, ...]
    restored: Mapping[str, int]
    revoked: Mapping[str, int]
    paid_at: datetime | None
    payment_due_at: datetime | None
    member_since: datetime | None

    @property
    def is_cancelled(self) -> bool:
        return self.status == OrderStatus.CANCELLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Every version there is of what an order can have earned by, by its number."""

    rules: Mapping[int, EarningTerms]
    campaigns: Mapping[int, Campaign]


Expected = tuple[str, object, object]


def disagreements(
    order: Facts, trace: Trace, *, terms: Terms, at: datetime
) -> Iterator[Expected]:
    """Yield what differs: of what, what the order says, and what was found."""
    for what, said, found in (
        ("points on its lines", order.points, order.points_on_lines),
        ("points redeemed", _redeemed(order, trace), trace.redeemed or 0),
        ("points given back", _given_back(order, trace), dict(trace.given_back)),
        (
            "points restored on its lines",
            order.points_restored_on_lines,
            sum(order.restored.values()),
        ),
        ("points taken back", _revoked(order, trace), dict(trace.revoked)),
        *_holding(order, trace, at),
        *_earning(order, trace, terms, at),
    ):
        if said != found:
            yield what, said, found


def _redeemed(order: Facts, trace: Trace) -> int:
    """A discount by points exists if and only if its points were redeemed (L10)."""
    if order.status in SETTLED:
        return order.points
    # A paid order that was cancelled had redeemed its points: see what went back.
    return order.points if order.is_cancelled and trace.redeemed else 0


def _given_back(order: Facts, trace: Trace) -> dict[str, int]:
    if order.is_cancelled:
        return _all_of(order, trace.redeemed)
    return {cause: points for cause, points in order.restored.items() if points}


def _revoked(order: Facts, trace: Trace) -> dict[str, int]:
    if order.is_cancelled:
        return _all_of(order, trace.accrued)
    return {cause: points for cause, points in order.revoked.items() if points}


def _all_of(order: Facts, points: int | None) -> dict[str, int]:
    return {f"cancel:{order.number}": points} if points else {}


def _holding(order: Facts, trace: Trace, at: datetime) -> Iterator[Expected]:
    if order.status != OrderStatus.AWAITING_PAYMENT:
        yield "a hold still open", False, trace.is_held
    elif order.payment_due_at is None or order.payment_due_at > at:
        yield "points held", order.points, trace.held or 0 if trace.is_held else 0


def _earning(
    order: Facts, trace: Trace, terms: Terms, at: datetime
) -> Iterator[Expected]:
    if order.paid_at is None:
        yield "points earned", None, trace.accrued
    elif trace.accrued is None:
        yield "points earned", _must_have_earned(order, order.paid_at, at), False
    elif not order.is_cancelled and trace.rule_version in terms.rules:
        kept = trace.accrued - sum(trace.revoked.values())
        yield "points earned and kept", _due(order, trace, terms), kept
        if order.status == OrderStatus.DELIVERED and trace.accrued:
            yield "a day on which its points can be spent", True, trace.scheduled


def _due(order: Facts, trace: Trace, terms: Terms) -> int:
    """What remains of the order earns, each share by what gave it."""
    rule = terms.rules[trace.rule_version or 0]
    if trace.shares is None:
        return award(order.lines, rule).points
    shares = granted(trace.shares, [])
    return sum(still_due(shares, order.lines, rule, terms.campaigns))


def _must_have_earned(order: Facts, paid_at: datetime, at: datetime) -> bool:
    return (
        order.status not in CAME_TO_NOTHING
        and order.member_since is not None
        and order.member_since <= paid_at <= at - EARNS_WITHIN
    )
