"""The right to withdraw: declared in two steps, confirmed with its day and time.

An order that has not left is cancelled at once when all of it is withdrawn from;
otherwise the goods come back on a return request (ADR 12).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from shop.audit.record import record
from shop.forks.order.models import Order, OrderStatus
from shop.orders import cancelling, steps
from shop.returns import asking, foreseeing, mails, pieces, window
from shop.returns.asking import Wish
from shop.returns.foreseeing import Foreseen
from shop.returns.models import ReturnRequest, Withdrawal
from shop.users.models import User

NOT_SENT = (OrderStatus.AWAITING_PAYMENT, OrderStatus.CONFIRMED, OrderStatus.READY)
OVER = (OrderStatus.CANCELLED, OrderStatus.LAPSED)


class OrderIsOver(Exception):
    """The order was cancelled or lapsed: there is no contract to withdraw from."""


class PeriodIsOver(Exception):
    """`last` was the last day of the right to withdraw."""

    def __init__(self, last: date | None):
        super().__init__(last)
        self.last = last


@dataclass(frozen=True, kw_only=True)
class Consequence:
    """What a withdrawal leads to: the order is cancelled, or goods come back."""

    cancels: bool
    foreseen: Foreseen | None = None


def check(order: Order, *, at: datetime) -> None:
    """Raise OrderIsOver or PeriodIsOver where there is nothing to withdraw from."""
    if order.status in OVER:
        raise OrderIsOver
    last = window.last_day_to_withdraw(order)
    if window.is_over(last, at=at):
        raise PeriodIsOver(last)


def foresee(*, order: Order, wishes: Sequence[Wish], at: datetime) -> Consequence:
    """What a withdrawal from these goods leads to.

    Raises OrderIsOver, PeriodIsOver, and returning's NoPieces and TooManyPieces.
    """
    check(order, at=at)
    quantities = asking.check(order=order, wishes=wishes)
    coming = Counter(quantities) + Counter(pieces.awaited(order=order))
    if coming == pieces.all_with_the_shopper(order=order) and order.status in NOT_SENT:
        return Consequence(cancels=True)
    return Consequence(
        cancels=False,
        foreseen=foreseeing.foresee(
            order=order, quantities=quantities, with_delivery=True
        ),
    )


@transaction.atomic
def withdraw(
    *,
    number: str,
    shopper: User | None,
    wishes: Sequence[Wish],
    name: str,
    email: str,
    reference: str,
    declared_at: datetime,
) -> Withdrawal:
    """Take a declaration down, confirm it by mail, and carry it out.

    Whoever calls this has seen to it that the shopper may. It takes no reason and
    no agreement. Repeating a `reference` returns the first withdrawal. Raises what
    `foresee` raises.
    """
    order = steps.locked(number)
    if earlier := order.withdrawals.filter(reference=reference).first():
        return earlier
    consequence = foresee(order=order, wishes=wishes, at=declared_at)
    withdrawal = Withdrawal.objects.create(
        order=order,
        reference=reference,
        name=name,
        email=email,
        pieces=_named(order, wishes),
        declared_at=declared_at,
    )
    record(
        actor=shopper,
        action="order.withdraw",
        subject=f"order:{order.number}",
        recorded_at=declared_at,
        after={"pieces": {each["sku"]: each["quantity"] for each in withdrawal.pieces}},
    )
    request = None
    if consequence.cancels:
        _cancel(order, at=declared_at)
    else:
        request = _ask_back(withdrawal, wishes, shopper, declared_at)
    mails.withdrawn(
        withdrawal, request=request, foreseen=consequence.foreseen, at=declared_at
    )
    return withdrawal


def _cancel(order: Order, *, at: datetime) -> None:
    """Cancel a locked order that has not left, paid or not."""
    cancelling.undo(order=order, actor=None, reason="Withdrawn by the shopper", at=at)


def _ask_back(
    withdrawal: Withdrawal,
    wishes: Sequence[Wish],
    shopper: User | None,
    at: datetime,
) -> ReturnRequest:
    request = asking.open_request(
        order=withdrawal.order,
        wishes=wishes,
        reference=withdrawal.reference,
        at=at,
        withdrawal=withdrawal,
    )
    asking.note(request, actor=shopper, action="return.request", at=at)
    return request


def _named(order: Order, wishes: Sequence[Wish]) -> list[dict[str, str | int]]:
    lines = {line.pk: line for line in order.lines.all()}
    return [
        {
            "title": lines[wish.line].title,
            "sku": lines[wish.line].partner_sku,
            "quantity": wish.quantity,
        }
        for wish in wishes
        if wish.quantity
    ]
