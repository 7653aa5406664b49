"""A shopper thinks again before paying: another way to pay.

The page of the payment service is closed first, so that nothing can be paid twice.
Should it turn out that the money is there already, the order is paid, not changed.
"""

from datetime import datetime

from django.db import transaction

from shop.audit.record import record
from shop.forks.order.models import Order, OrderStatus, PaymentMethod
from shop.happenings.telling import happen
from shop.orders import steps
from shop.orders.paying import closing_pages
from shop.orders.paying.online import CannotBePaid
from shop.payments import attempts, methods
from shop.payments.models import Payment
from shop.users.models import User

OFFERED_INSTEAD = PaymentMethod.BANK_TRANSFER


def pay_by_transfer(*, number: str, shopper: User | None, at: datetime) -> Order:
    """Let an order that waits for money online wait for a bank transfer instead.

    Raises CannotBePaid where it does not wait, or was paid meanwhile, and
    ProviderSilent and ProviderRefused; then nothing has changed.
    """
    _close_page(number, at)
    with transaction.atomic():
        order = _waiting(number)
        gateway = methods.find(OFFERED_INSTEAD)
        before = _what_changes(order)
        order.payment_method = OFFERED_INSTEAD
        order.payment_due_at = gateway.due_at(placed_at=at)
        order.save(update_fields=["payment_method", "payment_due_at"])
        Payment.objects.filter(order=order).update(method=OFFERED_INSTEAD)
        record(
            actor=shopper,
            action="order.pay-by-transfer",
            subject=f"order:{number}",
            recorded_at=at,
            before=before,
            after=_what_changes(order),
        )
        happen(
            kind="order.method-changed",
            subject=f"order:{number}",
            facts={"payment_due_at": _what_changes(order)["payment_due_at"]},
            at=at,
            reference=number,
        )
    return order


def _close_page(number: str, at: datetime) -> None:
    if attempt := attempts.find_open(order_number=number):
        closing_pages.close(attempt=attempt, at=at)


def _waiting(number: str) -> Order:
    order = steps.locked(number)
    waits = (
        order.status == OrderStatus.AWAITING_PAYMENT
        and order.payment_method == PaymentMethod.ONLINE
        # Another tab may have opened a page meanwhile.
        and attempts.find_open(order_number=number) is None
    )
    if not waits:
        raise CannotBePaid(number)
    return order


def _what_changes(order: Order) -> dict[str, str]:
    due_at = order.payment_due_at
    return {
        "payment_method": order.payment_method,
        "payment_due_at": due_at.isoformat() if due_at else "",
    }
