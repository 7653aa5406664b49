"""The right to withdraw: declared in two steps, confirmed with its day and time.

An order that has not left is cancelled at once when all of it is withdrawn from, as
if its shopper called it off; otherwise the goods come back on a return request
(ADR 12). Nothing that is silent or slow can stand in the way of a declaration.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import translation

from shop.audit.record import record
from shop.forks.order.models import CAME_TO_NOTHING, Order, OrderStatus
from shop.happenings.telling import happen
from shop.orders import steps
from shop.orders.undoing import calling_off, cancelling
from shop.payments.port import ProviderRefused, ProviderSilent
from shop.returns import asking, foreseeing, pieces, window
from shop.returns.asking import Wish
from shop.returns.foreseeing import Foreseen
from shop.returns.models import ReturnRequest, Withdrawal
from shop.rewards import settlement
from shop.users.models import User

logger = logging.getLogger(__name__)
NOT_SENT = (OrderStatus.AWAITING_PAYMENT, OrderStatus.CONFIRMED, OrderStatus.READY)
OVER = CAME_TO_NOTHING


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
    if _cancels(order, quantities):
        return Consequence(cancels=True)
    return Consequence(
        cancels=False,
        foreseen=foreseeing.foresee(
            order=order, quantities=quantities, at=at, with_delivery=True
        ),
    )


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
    _close_page(number, wishes, declared_at)
    with transaction.atomic():
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
        _carry_out(withdrawal, consequence, wishes, shopper)
    return withdrawal


def _cancels(order: Order, quantities: Mapping[int, int]) -> bool:
    coming = Counter(quantities) + Counter(pieces.awaited(order=order))
    is_all = coming == pieces.all_with_the_shopper(order=order)
    return is_all and order.status in NOT_SENT


def _close_page(number: str, wishes: Sequence[Wish], at: datetime) -> None:
    """Let what will be cancelled not be paid any more, if the service answers.

    If it does not, a sweep closes the page later, and money that still comes goes
    back by itself.
    """
    order = Order.objects.get(number=number)
    if not _cancels(order, {wish.line: wish.quantity for wish in wishes}):
        return
    try:
        calling_off.close_page(number=number, at=at)
    except (ProviderSilent, ProviderRefused) as problem:
        logger.warning("The page of order %s stays open: %s", number, problem)


def _carry_out(
    withdrawal: Withdrawal,
    consequence: Consequence,
    wishes: Sequence[Wish],
    shopper: User | None,
) -> None:
    """Log a declaration, cancel or ask back, and confirm; the order is locked."""
    order, at = withdrawal.order, withdrawal.declared_at
    record(
        actor=shopper,
        action="order.withdraw",
        subject=f"order:{order.number}",
        recorded_at=at,
        after={"pieces": {each["sku"]: each["quantity"] for each in withdrawal.pieces}},
    )
    request, due = None, foreseeing.facts(consequence.foreseen)
    if consequence.cancels:
        due |= _points_back(order, at)
        cancelling.undo(
            order=order, actor=shopper, reason="Withdrawn by the shopper", at=at
        )
    else:
        request = _ask_back(withdrawal, wishes, shopper, at)
    happen(
        kind="order.withdrawn",
        subject=f"order:{order.number}",
        facts={
            "refund": "" if request else str(order.payment.captured),
            "return_number": request.number if request else "",
            **due,
        },
        at=at,
        reference=withdrawal.reference,
    )


def _points_back(order: Order, at: datetime) -> dict[str, int]:
    """What becomes of the points of an order that is cancelled, told beforehand."""
    freed = settlement.foresee_undoing(
        order=order, points=order.points_redeemed, at=at, was_sent=False
    )
    return {
        "expected_restored": freed.usable,
        "expected_repaid": freed.repaid,
        "expected_expired": freed.expired,
    }


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
    """What is sent back, as the buyer calls it: it is told by mail and kept."""
    lines = {line.pk: line for line in order.lines.all()}
    with translation.override(order.language):
        return [
            {
                "title": str(lines[wish.line].name),
                "sku": lines[wish.line].partner_sku,
                "quantity": wish.quantity,
            }
            for wish in wishes
            if wish.quantity
        ]
