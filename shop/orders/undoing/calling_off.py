"""A shopper calls an order off before it is sent or lies ready.

The page of a payment service is closed first, outside the order's lock, so that
nothing can be paid any more. Whether the order is sent, paid or cancelled first is
decided by its lock: one wins, and the others are told.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from shop.forks.order.models import Order, OrderStatus
from shop.orders import steps
from shop.orders.paying import closing_pages
from shop.orders.undoing import cancelling
from shop.payments import attempts
from shop.payments.models import PaymentAttempt
from shop.rewards import settlement
from shop.users.models import User

BEFORE_SENDING = (OrderStatus.AWAITING_PAYMENT, OrderStatus.CONFIRMED)


class TooLate(Exception):
    """The order was sent, lies ready, or is over: it cannot be called off."""


class PaymentUnderWay(Exception):
    """A page to pay the order was opened just now."""


class CameOutOtherwise(Exception):
    """What would go back is no longer what the shopper was shown."""


@dataclass(frozen=True, kw_only=True)
class GoesBack:
    """What calling an order off brings back, and takes.

    `by_service` says that the money goes back the way it came, by itself. Points that
    make up for what is owed, or have expired meanwhile, are not among those restored.
    `voucher_points` go back to the voucher the order used, or to the member.
    """

    money: Decimal
    by_service: bool
    points_restored: int
    points_repaid: int
    points_expired: int
    points_revoked: int
    voucher_points: int = 0

    @property
    def seen(self) -> str:
        """What a page carries, to say what was seen on it."""
        return f"{self.money:.2f}/{self.points_restored}/{self.points_revoked}"


def can_be_called_off(order: Order) -> bool:
    return order.status in BEFORE_SENDING


def preview(*, order: Order, at: datetime) -> GoesBack:
    """Reckon what calling the order off now would bring. Raises TooLate."""
    if not can_be_called_off(order):
        raise TooLate(order.number)
    freed = settlement.foresee_undoing(
        order=order, points=order.points_redeemed, at=at, was_sent=False
    )
    return GoesBack(
        money=order.payment.captured - order.payment.refunded,
        by_service=PaymentAttempt.objects.filter(
            order=order, state=PaymentAttempt.State.PAID
        ).exists(),
        points_restored=freed.usable,
        points_repaid=freed.repaid,
        points_expired=freed.expired,
        points_revoked=settlement.points_to_revoke(order=order, remaining={}),
        voucher_points=order.voucher_points,
    )


def close_page(*, number: str, at: datetime) -> None:
    """Let nothing more be paid for an order; money that is there already is booked.

    The service is asked, so no lock may be held. Raises ProviderSilent and
    ProviderRefused.
    """
    if attempt := attempts.find_open(order_number=number):
        closing_pages.close(attempt=attempt, at=at)


def cancel_by_shopper(
    *, number: str, shopper: User | None, cancelled_at: datetime, seen: str = ""
) -> Order:
    """Cancel an order for its shopper, None for a guest; who may is the caller's.

    Repeating it returns the cancelled order (L08). With `seen` of a preview nothing
    is done that would come out otherwise. Raises TooLate, PaymentUnderWay and
    CameOutOtherwise, and ProviderSilent or ProviderRefused while a page to pay
    cannot be closed; then nothing was cancelled.
    """
    close_page(number=number, at=cancelled_at)
    with transaction.atomic():
        order = steps.locked(number)
        if order.status == OrderStatus.CANCELLED:
            return order
        due = preview(order=order, at=cancelled_at)
        # Another tab may have opened a page meanwhile.
        if attempts.find_open(order_number=number):
            raise PaymentUnderWay(number)
        if seen and seen != due.seen:
            raise CameOutOtherwise(number)
        cancelling.undo(order=order, actor=shopper, reason="", at=cancelled_at)
    return order
