"""A shopper asks to send pieces of an order back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from shop.audit.record import record
from shop.forks.order.models import Order
from shop.happenings.telling import happen
from shop.orders import steps
from shop.orders.fulfilling.collecting import new_code
from shop.orders.numbers import new_number
from shop.orders.status import Step
from shop.orders.undoing.returning import NoPieces, TooManyPieces
from shop.returns import foreseeing, pieces, window
from shop.returns.foreseeing import Foreseen
from shop.returns.models import RequestedLine, ReturnRequest, Withdrawal
from shop.users.models import User


class WindowClosed(Exception):
    """`args[0]` was the last day on which a return could be asked for."""

    def __init__(self, last: date | None):
        super().__init__(last)
        self.last = last


class ForeseenChanged(Exception):
    """What comes back is no longer what the shopper has seen."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Some pieces of one line, by its id, and why they come back."""

    line: int
    quantity: int
    reason: str = ""
    words: str = ""


def foresee(*, order: Order, wishes: Sequence[Wish], at: datetime) -> Foreseen:
    """What a return of these pieces would bring back, if it can be asked for now.

    Raises ImpossibleStep, WindowClosed, NoPieces and TooManyPieces.
    """
    steps.check(order=order, step=Step.TAKE_BACK)
    last = window.last_day(order)
    if window.is_over(last, at=at):
        raise WindowClosed(last)
    quantities = check(order=order, wishes=wishes)
    return foreseeing.foresee(order=order, quantities=quantities, at=at)


@transaction.atomic
def request_return(
    *,
    number: str,
    shopper: User | None,
    wishes: Sequence[Wish],
    quote: str,
    reference: str,
    requested_at: datetime,
) -> ReturnRequest:
    """Ask to send these pieces back, as it was foreseen under `quote`.

    Whoever calls this has seen to it that the shopper may see the order. Repeating
    a `reference` returns the first request. Raises ForeseenChanged, and what
    `foresee` raises.
    """
    order = steps.locked(number)
    if earlier := order.return_requests.filter(reference=reference).first():
        return earlier
    foreseen = foresee(order=order, wishes=wishes, at=requested_at)
    if foreseen.quote != quote:
        raise ForeseenChanged
    request = open_request(
        order=order, wishes=wishes, reference=reference, at=requested_at
    )
    note(request, actor=shopper, action="return.request", at=requested_at)
    happen(
        kind="return.requested",
        subject=f"return:{request.number}",
        facts={"order": order.number, **foreseeing.facts(foreseen)},
        at=requested_at,
        reference=request.number,
    )
    return request


def check(*, order: Order, wishes: Sequence[Wish]) -> dict[int, int]:
    """The pieces by line id, if there are as many to ask for.

    Raises NoPieces and TooManyPieces.
    """
    quantities = {wish.line: wish.quantity for wish in wishes if wish.quantity}
    if not quantities:
        raise NoPieces
    free = pieces.free(order=order)
    over = {
        pk: free.get(pk, 0)
        for pk, quantity in quantities.items()
        if not 0 < quantity <= free.get(pk, 0)
    }
    if over:
        raise TooManyPieces(over)
    return quantities


def open_request(
    *,
    order: Order,
    wishes: Sequence[Wish],
    reference: str,
    at: datetime,
    withdrawal: Withdrawal | None = None,
) -> ReturnRequest:
    """Write a request down; the order is locked."""
    request = ReturnRequest.objects.create(
        number=_new_number(),
        order=order,
        reference=reference,
        drop_off_code=new_code(),
        withdrawal=withdrawal,
        requested_at=at,
    )
    RequestedLine.objects.bulk_create(
        RequestedLine(
            request=request,
            line_id=wish.line,
            quantity=wish.quantity,
            reason=wish.reason,
            words=wish.words,
        )
        for wish in wishes
        if wish.quantity
    )
    return request


def note(
    request: ReturnRequest, *, actor: User | None, action: str, at: datetime
) -> None:
    """Log what was asked for."""
    lines = request.lines.select_related("line")
    record(
        actor=actor,
        action=action,
        subject=f"return:{request.number}",
        recorded_at=at,
        after={
            "order": request.order.number,
            "pieces": {line.line.partner_sku: line.quantity for line in lines},
        },
    )


def new_reference() -> str:
    """A reference for one form: sending it twice asks once."""
    return secrets.token_hex(12)


def _new_number() -> str:
    """Like an order's, with an R in front: 32⁹ of them."""
    return f"R{new_number()[1:]}"
