"""Staff open a parcel: what is in it is settled, refused, or still to come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shop.audit.record import record
from shop.happenings.telling import happen
from shop.orders.models import Return
from shop.orders.undoing import returning
from shop.orders.undoing.returning import NoPieces
from shop.orders.undoing.settling import settle_pieces
from shop.returns import delivery_cost, ending, taking_back
from shop.returns.ending import NotOpen
from shop.returns.models import (
    Receipt,
    ReceiptLine,
    RequestedLine,
    ReturnRequest,
)
from shop.returns.seen import hold_against
from shop.users.models import User
from shop.users.permission import require


class MoreThanAwaited(Exception):
    """More pieces than are awaited: `left` by requested line."""

    def __init__(self, left: Mapping[int, int]):
        super().__init__(dict(left))
        self.left = left


class TurnTaken(Exception):
    """Somebody else has opened a parcel of this request meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What became of one requested line; a refusal gives its reason."""

    received: int = 0
    refused: int = 0
    restock: bool = True
    refusal: str = ""


def foresee(
    *, request: ReturnRequest, verdicts: Mapping[int, Verdict]
) -> returning.Settlement | None:
    """What receiving this would settle now; None when all of it is refused.

    `verdicts` are by requested line. Raises NoPieces, MoreThanAwaited, NotOpen, and
    ImpossibleStep for an order that is not marked as delivered.
    """
    lines = _checked(request, verdicts)
    quantities = _received(lines, verdicts)
    if not quantities:
        return None
    return taking_back.preview(order=request.order, quantities=quantities)


@transaction.atomic
def receive(
    *,
    number: str,
    actor: User,
    verdicts: Mapping[int, Verdict],
    words: str,
    turn: int,
    received_at: datetime,
    previewed: str | None = None,
) -> Receipt:
    """Settle what came back, refuse what cannot be taken, await the rest.

    `turn` counts the receipts of a request: repeating one returns the first, and
    TurnTaken if it found something else. Money goes back through its provider,
    points into their lots; the settlement is known by the request's number and the
    turn. Raises what `foresee` raises, and SettlementChanged where it would settle
    otherwise than `previewed`.
    """
    require(actor, "returns.receive_return")
    request = ending.locked(number)
    if earlier := request.receipts.filter(turn=turn).first():
        receipt = _repeated(earlier, verdicts)
        hold_against(previewed, receipt.returned)
        return receipt
    if turn != request.receipts.count() + 1:
        raise TurnTaken(number)
    lines = _checked(request, verdicts)
    returned = _settle(request, lines, verdicts, actor, turn, received_at)
    hold_against(previewed, returned)
    receipt = Receipt.objects.create(
        request=request,
        turn=turn,
        actor=actor,
        returned=returned,
        words=words,
        received_at=received_at,
    )
    _write(receipt, lines, verdicts)
    ending.conclude(request, at=received_at)
    _log(receipt, actor, words)
    _tell(receipt, verdicts)
    return receipt


def _checked(
    request: ReturnRequest, verdicts: Mapping[int, Verdict]
) -> list[RequestedLine]:
    if not request.is_open:
        raise NotOpen(request.number)
    lines = {line.pk: line for line in request.lines.select_related("line")}
    found = {
        pk: verdict
        for pk, verdict in verdicts.items()
        if verdict.received or verdict.refused
    }
    if not found:
        raise NoPieces
    over = {
        pk: lines[pk].open if pk in lines else 0
        for pk, verdict in found.items()
        if pk not in lines or verdict.received + verdict.refused > lines[pk].open
    }
    if over:
        raise MoreThanAwaited(over)
    return [lines[pk] for pk in found]


def _received(
    lines: list[RequestedLine], verdicts: Mapping[int, Verdict]
) -> dict[int, int]:
    """The pieces that were received, by line of the order (L15)."""
    return {
        line.line_id: verdicts[line.pk].received
        for line in lines
        if verdicts[line.pk].received
    }


def _settle(
    request: ReturnRequest,
    lines: list[RequestedLine],
    verdicts: Mapping[int, Verdict],
    actor: User,
    turn: int,
    at: datetime,
) -> Return | None:
    received = _received(lines, verdicts)
    if not received:
        return None
    return settle_pieces(
        number=request.order.number,
        actor=actor,
        quantities=received,
        reason=request.number,
        restock=[line.line_id for line in lines if verdicts[line.pk].restock],
        reference=f"{request.number}-{turn}",
        received_at=at,
        delivery=delivery_cost.owed(order=request.order, coming=received),
    )


def _write(
    receipt: Receipt, lines: list[RequestedLine], verdicts: Mapping[int, Verdict]
) -> None:
    for line in lines:
        line.received += verdicts[line.pk].received
        line.refused += verdicts[line.pk].refused
    RequestedLine.objects.bulk_update(lines, ["received", "refused"])
    ReceiptLine.objects.bulk_create(
        ReceiptLine(
            receipt=receipt,
            line=line,
            received=verdict.received,
            refused=verdict.refused,
            restocked=bool(verdict.received) and verdict.restock,
            refusal=verdict.refusal if verdict.refused else "",
        )
        for line, verdict in ((line, verdicts[line.pk]) for line in lines)
    )


def _repeated(earlier: Receipt, verdicts: Mapping[int, Verdict]) -> Receipt:
    found = {
        line.line_id: (line.received, line.refused) for line in earlier.lines.all()
    }
    asked = {
        pk: (verdict.received, verdict.refused)
        for pk, verdict in verdicts.items()
        if verdict.received or verdict.refused
    }
    if found != asked:
        raise TurnTaken(earlier.request.number)
    return earlier


def _log(receipt: Receipt, actor: User, words: str) -> None:
    lines = receipt.lines.select_related("line__line")
    record(
        actor=actor,
        action="return.receive",
        subject=f"return:{receipt.request.number}",
        recorded_at=receipt.received_at,
        after={
            "state": receipt.request.state,
            "received": {
                found.line.line.partner_sku: found.received
                for found in lines
                if found.received
            },
            "refused": {
                found.line.line.partner_sku: found.refused
                for found in lines
                if found.refused
            },
        },
        reason=words,
    )


def _tell(receipt: Receipt, verdicts: Mapping[int, Verdict]) -> None:
    request = receipt.request
    happen(
        kind="return.received",
        subject=f"return:{request.number}",
        facts={
            "order": request.order.number,
            "turn": receipt.turn,
            "received": sum(verdict.received for verdict in verdicts.values()),
            "refused": sum(verdict.refused for verdict in verdicts.values()),
        },
        at=receipt.received_at,
        reference=f"{request.number}-{receipt.turn}",
    )
