"""Give money back for an order out of goodwill: nothing comes back, nothing is taken.

Used and earned points stay as they are (L17). What is given counts against what can
still go back for the goods, line by line, so that later returns never pay it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from shop.audit.record import record
from shop.forks.order.models import Line, Order, OrderStatus
from shop.happenings.telling import happen
from shop.orders import invoicing, steps
from shop.orders.models import Goodwill
from shop.orders.undoing.returning import money_left
from shop.payments import refunding
from shop.payments.models import PaymentAttempt
from shop.tax.amounts import shares
from shop.users.models import User
from shop.users.permission import require

PERMISSION = "order.give_goodwill"
# Before that an order is cancelled or changed, not made up for.
ON_THE_WAY = (OrderStatus.SHIPPED, OrderStatus.DELIVERED)
ZERO = Decimal("0.00")


class TooEarly(Exception):
    """The order was not sent yet, is over, or is not paid."""


class MoreThanLeft(Exception):
    """Only `left` of what was paid for the goods can still go back."""

    def __init__(self, left: Decimal):
        super().__init__(left)
        self.left = left


class ReferenceReused(Exception):
    """The reference stands for other goodwill already."""


@dataclass(frozen=True, kw_only=True)
class Gift:
    """What goodwill would come to: its share of each line, and how it gets back.

    `left` is what can still go back for the goods afterwards.
    """

    money: Decimal
    lines: Mapping[Line, Decimal]
    left: Decimal
    by_service: bool


def can_be_given(order: Order) -> bool:
    return order.status in ON_THE_WAY and order.paid_at is not None


def most(*, order: Order) -> Decimal:
    """The most that can be given: what was paid for goods and has not gone back."""
    return sum((money_left(line) for line in order.lines.all()), ZERO)


def preview(*, order: Order, money: Decimal) -> Gift:
    """Share goodwill among the lines by what is left of them.

    Raises TooEarly and MoreThanLeft.
    """
    if not can_be_given(order):
        raise TooEarly(order.number)
    lines = {line.pk: line for line in order.lines.order_by("pk")}
    left = {pk: money_left(line) for pk, line in lines.items()}
    whole = sum(left.values(), ZERO)
    if not ZERO < money <= whole:
        raise MoreThanLeft(whole)
    return Gift(
        money=money,
        lines={lines[pk]: share for pk, share in shares(money, left).items() if share},
        left=whole - money,
        by_service=PaymentAttempt.objects.filter(
            order=order, state=PaymentAttempt.State.PAID
        ).exists(),
    )


@transaction.atomic
def give(
    *,
    number: str,
    actor: User,
    money: Decimal,
    reason: str,
    reference: str,
    given_at: datetime,
) -> Goodwill:
    """Owe the shopper `money`, and credit it.

    Repeating a `reference` returns what was given first; ReferenceReused if that was
    something else. Raises TooEarly and MoreThanLeft.
    """
    require(actor, PERMISSION)
    order = steps.locked(number)
    if earlier := Goodwill.objects.filter(reference=reference).first():
        if (earlier.order_id, earlier.money) != (order.pk, money):
            raise ReferenceReused(reference)
        return earlier
    gift = preview(order=order, money=money)
    given = Goodwill.objects.create(
        order=order,
        reference=reference,
        actor=actor,
        reason=reason,
        money=money,
        given_at=given_at,
    )
    for line, share in gift.lines.items():
        line.goodwill += share
    Line.objects.bulk_update(list(gift.lines), ["goodwill"])
    record(
        actor=actor,
        action="order.give-goodwill",
        subject=f"order:{order.number}",
        recorded_at=given_at,
        after={"money": str(money), "reference": reference},
        reason=reason,
    )
    refunding.promise(
        order=order,
        amount=money,
        reference=f"goodwill:{reference}",
        promised_at=given_at,
    )
    note = invoicing.credit_goodwill(
        order=order,
        reference=reference,
        given={line: (share, money_left(line)) for line, share in gift.lines.items()},
        issued_at=given_at,
    )
    happen(
        kind="order.goodwill-given",
        subject=f"order:{order.number}",
        facts={"refund": str(money), "credit_note": note.name},
        at=given_at,
        reference=f"goodwill:{reference}",
    )
    return given
