"""Take back k of n pieces: money, used points and earned points, all exact.

Delivery is refunded only where the caller says so. What is due is reckoned per line
from what remains of it (remainder.py), under the rule that the order was earned by.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from shop.audit.record import record
from shop.documents.models import Document
from shop.forks.order.models import Line, Order
from shop.happenings.telling import happen
from shop.orders import invoicing, remainder, steps, stock
from shop.orders.models import Return, ReturnedLine
from shop.orders.status import Step
from shop.payments import refunding
from shop.rewards import settlement
from shop.users.models import User
from shop.users.permission import require

ZERO = Decimal("0.00")


class NoPieces(Exception):
    """A return of nothing."""


class TooManyPieces(Exception):
    """More pieces than the order has left: `left` by line id, 0 for strange lines."""

    def __init__(self, left: Mapping[int, int]):
        super().__init__(dict(left))
        self.left = left


class ReferenceReused(Exception):
    """The reference stands for another return already."""


@dataclass(frozen=True, kw_only=True)
class SettledLine:
    """What goes back for the pieces of one line.

    They are worth what was paid for them; `money` is less where goodwill went before.
    """

    line: Line
    quantity: int
    worth: Decimal
    money: Decimal
    points_restored: int


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What goes back for a return: money to the shopper, points to their lots.

    `money` includes what goes back for `delivery`; `points_revoked` are taken from
    what the order had earned; `remaining` is the money that stays paid, by line id.
    """

    lines: tuple[SettledLine, ...]
    money: Decimal
    delivery: Decimal
    points_restored: int
    points_revoked: int
    remaining: Mapping[int, Decimal]


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

    Raises NoPieces and TooManyPieces.
    """
    wanted = {pk: quantity for pk, quantity in quantities.items() if quantity}
    if not wanted:
        raise NoPieces
    lines = {line.pk: line for line in order.lines.order_by("pk")}
    left = {pk: _left(lines[pk]) if pk in lines else 0 for pk in wanted}
    if over := {pk: left[pk] for pk in wanted if not 0 < wanted[pk] <= left[pk]}:
        raise TooManyPieces(over)
    settled = tuple(_settle(lines[pk], wanted[pk]) for pk in lines if pk in wanted)
    remaining = {pk: line.cash_kept for pk, line in lines.items()}
    for part in settled:
        remaining[part.line.pk] -= part.worth
    return Settlement(
        lines=settled,
        money=sum((part.money for part in settled), delivery),
        delivery=delivery,
        points_restored=sum(part.points_restored for part in settled),
        points_revoked=settlement.points_to_revoke(order=order, remaining=remaining),
        remaining=remaining,
    )


@transaction.atomic
def take_back(
    *,
    number: str,
    actor: User,
    quantities: Mapping[int, int],
    reason: str,
    restock: bool | Collection[int],
    reference: str,
    received_at: datetime,
    delivery: Decimal = ZERO,
) -> Return:
    """Record pieces, by line id, that came back, and settle them.

    `restock` names the lines whose pieces can be sold again, or is all or none;
    `delivery` is what goes back for the parcel they came in. Repeating a `reference`
    returns the first return; ReferenceReused if it was made for other pieces. Raises
    NoPieces, TooManyPieces and ImpossibleStep.
    """
    require(actor, "order.take_back")
    order = steps.locked(number)
    if earlier := Return.objects.filter(reference=reference).first():
        return _repeated(earlier, order, quantities)
    due = preview(order=order, quantities=quantities, delivery=delivery)
    shelved = _shelved(due, restock)
    returned = _write(order, due, actor, reason, shelved, reference, received_at)
    _restock(shelved)
    cause = f"return:{reference}"
    settlement.undo_redemption(
        order=order, points=due.points_restored, reference=cause, at=received_at
    )
    settlement.undo_earning(
        order=order, remaining=due.remaining, reference=cause, at=received_at
    )
    refunding.promise(
        order=order, amount=due.money, reference=cause, promised_at=received_at
    )
    note = invoicing.credit_return(
        order=order,
        returned=returned,
        taken={part.line: part.quantity for part in due.lines},
    )
    _tell(order, returned, due, note)
    return returned


def _left(line: Line) -> int:
    return line.quantity - line.returned_quantity


def money_left(line: Line, *, besides: int = 0) -> Decimal:
    """What can still go back for a line, with so many of its pieces gone too."""
    return remainder.money_left(
        line.line_price_incl_tax,
        quantity=line.quantity,
        remaining=_left(line) - besides,
        goodwill=line.goodwill,
    )


def _settle(line: Line, quantity: int) -> SettledLine:
    remaining = _left(line) - quantity
    money_kept = remainder.money_kept(
        line.line_price_incl_tax, quantity=line.quantity, remaining=remaining
    )
    points_kept = remainder.points_kept(
        line.points_redeemed, quantity=line.quantity, remaining=remaining
    )
    return SettledLine(
        line=line,
        quantity=quantity,
        worth=line.cash_kept - money_kept,
        money=money_left(line) - money_left(line, besides=quantity),
        points_restored=line.points_redeemed - line.points_restored - points_kept,
    )


def _repeated(earlier: Return, order: Order, quantities: Mapping[int, int]) -> Return:
    pieces = dict(earlier.lines.values_list("line_id", "quantity"))
    wanted = {pk: quantity for pk, quantity in quantities.items() if quantity}
    if earlier.order_id != order.pk or pieces != wanted:
        raise ReferenceReused(earlier.reference)
    return earlier


def _shelved(due: Settlement, restock: bool | Collection[int]) -> list[SettledLine]:
    """The lines whose pieces go back into stock."""
    if isinstance(restock, bool):
        return list(due.lines) if restock else []
    return [part for part in due.lines if part.line.pk in restock]


def _write(
    order: Order,
    due: Settlement,
    actor: User,
    reason: str,
    shelved: list[SettledLine],
    reference: str,
    received_at: datetime,
) -> Return:
    returned = Return.objects.create(
        order=order,
        reference=reference,
        actor=actor,
        reason=reason,
        money=due.money,
        points_restored=due.points_restored,
        points_revoked=due.points_revoked,
        restocked=bool(shelved),
        received_at=received_at,
    )
    ReturnedLine.objects.bulk_create(
        ReturnedLine(
            returned=returned,
            line=part.line,
            quantity=part.quantity,
            money=part.money,
            points_restored=part.points_restored,
        )
        for part in due.lines
    )
    for part in due.lines:
        part.line.returned_quantity += part.quantity
        part.line.refunded += part.worth
        part.line.points_restored += part.points_restored
    Line.objects.bulk_update(
        [part.line for part in due.lines],
        ["returned_quantity", "refunded", "points_restored"],
    )
    record(
        actor=actor,
        action=f"order.{Step.TAKE_BACK}",
        subject=f"order:{order.number}",
        recorded_at=received_at,
        after={
            "reference": reference,
            "pieces": _by_sku(due),
            "money": str(due.money),
            "points_restored": due.points_restored,
            "points_revoked": due.points_revoked,
            "restocked": [part.line.partner_sku for part in shelved],
        },
        reason=reason,
    )
    return returned


def _restock(shelved: list[SettledLine]) -> None:
    stock.put_back(
        stock.count(
            (part.line.stockrecord_id, part.quantity)
            for part in shelved
            if part.line.stockrecord_id
        )
    )


def _tell(order: Order, returned: Return, due: Settlement, note: Document) -> None:
    happen(
        kind="order.taken-back",
        subject=f"order:{order.number}",
        facts={
            "pieces": _by_sku(due),
            "refund": str(due.money),
            "points_restored": due.points_restored,
            "points_revoked": due.points_revoked,
            "credit_note": note.name,
        },
        at=returned.received_at,
        reference=returned.reference,
    )


def _by_sku(due: Settlement) -> dict[str, int]:
    return {part.line.partner_sku: part.quantity for part in due.lines}
