"""What k of n pieces bring back: money, used points and earned points, all exact.

Delivery is refunded only where the caller says so. What is due is reckoned per line
from what remains of it (remainder.py), under the rule that the order was earned by.
Writes nothing: settling.py does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from shop.forks.order.models import Line, Order
from shop.orders import steps
from shop.orders.offer_terms import Counting, OfferTerms, missed
from shop.orders.remainder import Share, gives_back
from shop.orders.status import Step
from shop.orders.told.order import bought
from shop.rewards import settlement
from shop.rewards.awarding import Remaining

ZERO = Decimal("0.00")


class NoPieces(Exception):
    """A return of nothing."""


class TooManyPieces(Exception):
    """More pieces than the order has left: `left` by line id, 0 for strange lines."""

    def __init__(self, left: Mapping[int, int]):
        super().__init__(dict(left))
        self.left = left


class MoreThanDelivery(Exception):
    """More than what was paid for delivery and has not gone back: `left`."""

    def __init__(self, left: Decimal):
        super().__init__(left)
        self.left = left


@dataclass(frozen=True, kw_only=True)
class SettledLine:
    """What goes back for the pieces of one line.

    They are worth what was paid for them; `money` is less where goodwill went before.
    """

    line: Line
    quantity: int
    share: Share

    @property
    def worth(self) -> Decimal:
        return self.share.worth

    @property
    def money(self) -> Decimal:
        return self.share.money

    @property
    def points_restored(self) -> int:
        return self.share.points


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What goes back for a return: money to the shopper, points to their lots.

    `money` includes what goes back for `delivery`; `points_revoked` are taken from
    what the order had earned, and `voucher_points` go back to the voucher it used or
    to the shopper; `remaining` is what stays of each line, by its id. It
    no longer reaches the offers that are `missed`.
    """

    lines: tuple[SettledLine, ...]
    money: Decimal
    delivery: Decimal
    points_restored: int
    points_revoked: int
    remaining: Remaining
    voucher_points: int = 0
    missed: tuple[OfferTerms, ...] = ()

    @property
    def goodwill(self) -> Decimal:
        """What is not paid again: it had gone back before, out of goodwill."""
        return sum((part.share.goodwill for part in self.lines), ZERO)


def preview(
    *, order: Order, quantities: Mapping[int, int], delivery: Decimal = ZERO
) -> Settlement:
    """Reckon what taking back these pieces, by line id, would come to.

    `delivery` goes back with them. Lines with 0 pieces are left out. Raises
    NoPieces, TooManyPieces and ImpossibleStep.
    """
    steps.check(order=order, step=Step.TAKE_BACK)
    return reckon(order=order, quantities=quantities, delivery=delivery)


def reckon(
    *, order: Order, quantities: Mapping[int, int], delivery: Decimal = ZERO
) -> Settlement:
    """Reckon the same wherever the order stands: pieces may be asked back under way.

    Raises NoPieces, TooManyPieces and MoreThanDelivery.
    """
    wanted = {pk: quantity for pk, quantity in quantities.items() if quantity}
    if not wanted:
        raise NoPieces
    lines = {line.pk: line for line in order.lines.order_by("pk")}
    left = {pk: lines[pk].left if pk in lines else 0 for pk in wanted}
    if over := {pk: left[pk] for pk in wanted if not 0 < wanted[pk] <= left[pk]}:
        raise TooManyPieces(over)
    if delivery:
        _require_paid(order, delivery)
    settled = tuple(_settle(lines[pk], wanted[pk]) for pk in lines if pk in wanted)
    remaining = {pk: (line.cash_kept, line.left) for pk, line in lines.items()}
    for part in settled:
        cash, pieces = remaining[part.line.pk]
        remaining[part.line.pk] = cash - part.worth, pieces - part.quantity
    return Settlement(
        lines=settled,
        money=sum((part.money for part in settled), delivery),
        delivery=delivery,
        points_restored=sum(part.points_restored for part in settled),
        points_revoked=settlement.points_to_revoke(order=order, remaining=remaining),
        remaining=remaining,
        missed=_missed(order, lines, wanted),
        voucher_points=sum(part.share.voucher_points for part in settled),
    )


def _require_paid(order: Order, delivery: Decimal) -> None:
    """Raise MoreThanDelivery for more than was paid for it and has not gone back."""
    returned = order.returns.aggregate(money=Sum("money"))["money"] or ZERO
    of_lines = order.returns.aggregate(money=Sum("lines__money"))["money"] or ZERO
    left = order.shipping_incl_tax - (returned - of_lines)
    if not ZERO < delivery <= left:
        raise MoreThanDelivery(left)


def _missed(
    order: Order, lines: Mapping[int, Line], wanted: Mapping[int, int]
) -> tuple[OfferTerms, ...]:
    return missed(
        map(OfferTerms.from_json, order.offer_terms),
        [
            Counting(
                # Goods that are gone from the catalogue still differ from others.
                product=line.product_id or -pk,
                price=line.unit_price_incl_tax,
                before=line.left,
                after=line.left - wanted.get(pk, 0),
                offers=frozenset(line.counts_for),
            )
            for pk, line in lines.items()
        ],
    )


def money_left(line: Line) -> Decimal:
    """What can still go back for a line."""
    return bought(line).staying(line.left).money


def _settle(line: Line, quantity: int) -> SettledLine:
    return SettledLine(
        line=line, quantity=quantity, share=gives_back(bought(line), pieces=quantity)
    )
