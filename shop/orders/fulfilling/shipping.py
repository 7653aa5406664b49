"""An order leaves the shop and reaches its shopper."""

from datetime import datetime

from django.db import transaction

from shop.delivery.models import Carrier
from shop.forks.order.models import Order
from shop.happenings.telling import happen
from shop.orders import mails, steps, stock
from shop.orders.fulfilling import tracking
from shop.orders.status import Step
from shop.rewards import settlement
from shop.users.models import User
from shop.users.permission import require


@transaction.atomic
def mark_shipped(
    *,
    number: str,
    actor: User,
    at: datetime,
    carrier: Carrier | None = None,
    tracking_number: str = "",
) -> Order:
    """Record that the goods have left, and by whom they are brought if that is known.

    Repeating it for the same parcel changes nothing. Raises ImpossibleStep,
    BadNumber and NumberWithoutCarrier.
    """
    require(actor, "order.mark_shipped")
    order = steps.locked(number)
    if tracking.has_left_so(order, carrier=carrier, tracking_number=tracking_number):
        return order
    steps.take(order=order, step=Step.SHIP, actor=actor, at=at, shipped_at=at)
    parcel = tracking.write(
        order=order,
        carrier=carrier,
        tracking_number=tracking_number,
        actor=actor,
        at=at,
    )
    stock.send_off(order)
    happen(
        kind="order.shipped",
        subject=f"order:{number}",
        facts=mails.parcel(parcel),
        at=at,
        reference=number,
    )
    return order


@transaction.atomic
def mark_delivered(*, number: str, actor: User, at: datetime) -> Order:
    """Record that the shopper has the goods: the return window begins.

    An order to be paid on delivery is marked paid first. Raises ImpossibleStep.
    """
    require(actor, "order.mark_delivered")
    order = steps.locked(number)
    steps.take(order=order, step=Step.DELIVER, actor=actor, at=at, delivered_at=at)
    settlement.schedule(order=order, at=at)
    happen(
        kind="order.delivered",
        subject=f"order:{number}",
        facts={},
        at=at,
        reference=number,
    )
    return order
