"""What a request will bring back, as it stands now. Writes nothing.

Where other requests are open, they count as settled first: any order of arrival
comes to the same in sum, only the cents between two of them may move.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shop.forks.order.models import Line, Order
from shop.orders.offer_terms import OfferTerms
from shop.orders.undoing import returning
from shop.orders.undoing.returning import ZERO
from shop.returns import delivery_cost, pieces
from shop.returns.models import ReturnRequest
from shop.rewards import settlement


@dataclass(frozen=True, kw_only=True)
class ForeseenLine:
    """What comes back for pieces of one line; `goodwill` had gone back before."""

    line: Line
    quantity: int
    money: Decimal
    goodwill: Decimal = ZERO


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """Money to the shopper, points into their lots, earned points taken back.

    `money` includes `delivery`. Points that make up for what is owed, or have expired,
    are not among those restored. `others_open`: another request may settle first. What
    stays no longer reaches the offers that are `missed`.
    """

    lines: tuple[ForeseenLine, ...]
    money: Decimal
    delivery: Decimal
    points_restored: int
    points_repaid: int
    points_expired: int
    points_revoked: int
    others_open: bool
    missed: tuple[OfferTerms, ...] = ()
    voucher_points: int = 0

    @property
    def goodwill(self) -> Decimal:
        return sum((part.goodwill for part in self.lines), ZERO)

    @property
    def quote(self) -> str:
        """What the shopper saw, as the form carries it."""
        return f"{self.money:.2f}/{self.points_restored}/{self.points_revoked}"


def facts(foreseen: Foreseen | None) -> dict[str, str | int | None]:
    """What is told of it; nothing where no goods are to come."""
    return {
        "expected": str(foreseen.money) if foreseen else None,
        "expected_delivery": str(foreseen.delivery) if foreseen else None,
        "expected_restored": foreseen.points_restored if foreseen else None,
        "expected_repaid": foreseen.points_repaid if foreseen else None,
        "expected_expired": foreseen.points_expired if foreseen else None,
        "expected_revoked": foreseen.points_revoked if foreseen else None,
        "others_open": foreseen.others_open if foreseen else None,
    }


def foresee(
    *,
    order: Order,
    quantities: Mapping[int, int],
    at: datetime,
    besides: ReturnRequest | None = None,
    with_delivery: bool = False,
) -> Foreseen:
    """Reckon what these pieces, by line id, bring back if they come at `at`.

    `besides` is the request they belong to, if they were asked for already;
    `with_delivery` where the rest of the order is withdrawn from. Raises
    returning's NoPieces and TooManyPieces.
    """
    others = pieces.awaited(order=order, besides=besides)
    together = Counter(others) + Counter(quantities)
    delivery = ZERO
    if with_delivery:
        delivery = delivery_cost.owed_if_withdrawn(order=order, coming=together)
    if not any(quantities.values()):
        raise returning.NoPieces
    after = returning.reckon(order=order, quantities=together, delivery=delivery)
    before = returning.reckon(order=order, quantities=others) if others else None
    taken = {part.line.pk: part for part in before.lines} if before else {}
    # Nothing that was not paid for comes back, and nothing was earned with it.
    paid = order.paid_at is not None
    used, taken_first = after.points_restored, before.points_restored if before else 0
    together_freed, first = (
        settlement.foresee_undoing(order=order, points=points, at=at)
        for points in (used, taken_first)
    )
    return Foreseen(
        lines=tuple(
            _line(part, taken.get(part.line.pk), quantities[part.line.pk], paid)
            for part in after.lines
            if quantities.get(part.line.pk)
        ),
        money=after.money - (before.money if before else ZERO) if paid else ZERO,
        delivery=delivery,
        points_restored=together_freed.usable - first.usable,
        points_repaid=together_freed.repaid - first.repaid,
        points_expired=together_freed.expired - first.expired,
        points_revoked=after.points_revoked - (before.points_revoked if before else 0),
        others_open=bool(others),
        voucher_points=after.voucher_points - (before.voucher_points if before else 0),
        missed=tuple(
            each for each in after.missed if not before or each not in before.missed
        ),
    )


def foresee_request(request: ReturnRequest, *, at: datetime) -> Foreseen | None:
    """What an open request will still bring back; None when nothing is to come."""
    quantities = pieces.awaited_by(request)
    if not request.is_open or not quantities:
        return None
    return foresee(
        order=request.order,
        quantities=quantities,
        at=at,
        besides=request,
        with_delivery=delivery_cost.rest_is_withdrawn(request.order),
    )


def _line(
    after: returning.SettledLine,
    before: returning.SettledLine | None,
    quantity: int,
    paid: bool,
) -> ForeseenLine:
    return ForeseenLine(
        line=after.line,
        quantity=quantity,
        money=after.money - (before.money if before else ZERO) if paid else ZERO,
        goodwill=after.share.goodwill - (before.share.goodwill if before else ZERO)
        if paid
        else ZERO,
    )
