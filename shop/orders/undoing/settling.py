"""The part of taking back that an order does itself. Whoever takes back: shop.returns.

What delivery goes back, and which requests await these pieces no longer, is decided
there; an order knows neither. A contract in pyproject.toml keeps everybody else out.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from loyalty.reading import Freed
from shop.audit.record import record
from shop.documents.models import Document
from shop.forks.order.models import Line, Order
from shop.happenings.telling import happen
from shop.orders import invoicing, steps, stock
from shop.orders.models import Return, ReturnedLine
from shop.orders.status import Step
from shop.orders.undoing.returning import SettledLine, Settlement, preview
from shop.payments import refunding
from shop.rewards import settlement, vouchers
from shop.users.models import User
from shop.users.permission import require


class ReferenceReused(Exception):
    """The reference stands for another return already."""


@transaction.atomic
def settle_pieces(
    *,
    number: str,
    actor: User,
    quantities: Mapping[int, int],
    reason: str,
    restock: bool | Collection[int],
    reference: str,
    received_at: datetime,
    delivery: Decimal,
) -> Return:
    """Write what pieces, by line id, bring back into order, books and stock.

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
    cause = f"return:{reference}"
    freed = settlement.undo_redemption(
        order=order, points=due.points_restored, reference=cause, at=received_at
    )
    back = vouchers.undo(
        order=order, points=due.voucher_points, reference=cause, at=received_at
    )
    returned = _write(order, due, freed, actor, reason, shelved, reference, received_at)
    _restock(shelved)
    settlement.undo_earning(
        order=order, remaining=due.remaining, reference=cause, at=received_at
    )
    refunding.promise(
        order=order, amount=due.money, reference=cause, promised_at=received_at
    )
    note = invoicing.credit_return(
        order=order,
        returned=returned,
        taken={part.line: (part.quantity, part.share) for part in due.lines},
        points_restored=freed.usable,
    )
    _tell(order, returned, due, note, {**settlement.told(freed), **vouchers.told(back)})
    return returned


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
    freed: Freed,
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
        points_repaid=freed.repaid,
        points_expired=freed.expired,
        points_revoked=due.points_revoked,
        voucher_points=due.voucher_points,
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
            "voucher_points": due.voucher_points,
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


def _tell(
    order: Order,
    returned: Return,
    due: Settlement,
    note: Document,
    came_back: Mapping[str, int],
) -> None:
    happen(
        kind="order.taken-back",
        subject=f"order:{order.number}",
        facts={
            "pieces": _by_sku(due),
            "refund": str(due.money),
            **came_back,
            "points_revoked": due.points_revoked,
            "credit_note": note.name,
        },
        at=returned.received_at,
        reference=returned.reference,
    )


def _by_sku(due: Settlement) -> dict[str, int]:
    return {part.line.partner_sku: part.quantity for part in due.lines}
