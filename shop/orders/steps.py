"""Take one step with one order: lock, look, decide, write, and log it.

Locks are taken in one order everywhere: the order, then stock, then the account, then
the series of a document.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from shop.audit.record import record
from shop.delivery.pickups import pickup_of
from shop.forks.order.models import Order, OrderStatus
from shop.orders import status, timeline
from shop.orders.status import Step
from shop.users.models import User


def locked(number: str) -> Order:
    """Lock the order's row and read it; raises Order.DoesNotExist.

    Nothing is joined: whoever waits for the lock gets the row as it is then, but
    joined rows as they were before the wait.
    """
    return Order.objects.select_for_update(no_key=True).get(number=number)


def check(*, order: Order, step: Step) -> None:
    """Raise ImpossibleStep unless the order can take `step` now."""
    _after(step, order)


def take(
    *,
    order: Order,
    step: Step,
    actor: User | None,
    at: datetime,
    reason: str = "",
    **facts: Any,
) -> None:
    """Write the step down: status, `facts` of the order, timeline and log (S19).

    `actor` is None for what the shop does by itself. Raises ImpossibleStep.
    """
    new_status = _after(step, order)
    changed = {"status": new_status.value, **facts}
    before = {name: getattr(order, name) for name in changed}
    for name, value in changed.items():
        setattr(order, name, value)
    order.save(update_fields=changed)
    timeline.note(order=order, before=before["status"], at=at)
    record(
        actor=actor,
        action=f"order.{step}",
        subject=f"order:{order.number}",
        recorded_at=at,
        before={name: _plain(value) for name, value in before.items()},
        after={name: _plain(value) for name, value in changed.items()},
        reason=reason,
    )


def _after(step: Step, order: Order) -> OrderStatus:
    return status.after(
        step,
        status=order.status,
        paid=order.paid_at is not None,
        pickup=pickup_of(order) is not None,
    )


def _plain(value: Any) -> Any:
    """The value as the log keeps it, in JSON."""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
