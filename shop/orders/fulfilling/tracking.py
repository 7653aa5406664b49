"""Who brings a shipped order: written down when it leaves, corrected on its way."""

from datetime import datetime

from django.db import transaction

from shop.audit.record import record
from shop.delivery import parcels
from shop.delivery.models import Carrier, Parcel
from shop.forks.order.models import Order, OrderStatus
from shop.happenings.telling import happen
from shop.orders import mails, steps
from shop.users.models import User
from shop.users.permission import require


class NotOnItsWay(Exception):
    """The order has not left yet, has arrived, or is over."""

    def __init__(self, status: str):
        super().__init__(f"nothing is on its way for an order that is {status}")
        self.status = status


class SaidMeanwhile(Exception):
    """Somebody else has said something else of the parcel since it was looked at."""


@transaction.atomic
def correct(
    *,
    number: str,
    carrier: Carrier | None,
    tracking_number: str,
    seen: str,
    actor: User,
    at: datetime,
) -> Order:
    """Say by whom a shipped order is brought; its shopper hears of a new number.

    `seen` is the fingerprint of what is corrected. Repeating it changes nothing.
    Raises NotOnItsWay, SaidMeanwhile, BadNumber and NumberWithoutCarrier.
    """
    require(actor, "order.mark_shipped")
    order = steps.locked(number)
    if order.status != OrderStatus.SHIPPED:
        raise NotOnItsWay(order.status)
    if has_left_so(order, carrier=carrier, tracking_number=tracking_number):
        return order
    said = parcels.parcel_of(order)
    if parcels.fingerprint(said) != seen:
        raise SaidMeanwhile(order.number)
    before = parcels.followed_at(said)
    parcel = write(
        order=order,
        carrier=carrier,
        tracking_number=tracking_number,
        actor=actor,
        at=at,
    )
    if parcels.followed_at(parcel) not in ("", before):
        happen(
            kind="order.parcel-changed",
            subject=f"order:{number}",
            facts=mails.parcel(parcel),
            at=at,
            reference=f"{number}:{at.isoformat()}",
        )
    return order


def write(
    *,
    order: Order,
    carrier: Carrier | None,
    tracking_number: str,
    actor: User,
    at: datetime,
) -> Parcel | None:
    """Keep by whom a locked order is brought, and log what changed (S19).

    Raises BadNumber and NumberWithoutCarrier.
    """
    before = parcels.facts(parcels.parcel_of(order))
    parcel = parcels.keep(order=order, carrier=carrier, number=tracking_number)
    after = parcels.facts(parcel)
    if changed := [fact for fact in after if after[fact] != before[fact]]:
        record(
            actor=actor,
            action="order.change-parcel",
            subject=f"order:{order.number}",
            recorded_at=at,
            before={fact: before[fact] for fact in changed},
            after={fact: after[fact] for fact in changed},
        )
    return parcel


def has_left_so(order: Order, *, carrier: Carrier | None, tracking_number: str) -> bool:
    """Whether the order is on its way already, just as is said now."""
    if order.status != OrderStatus.SHIPPED:
        return False
    parcel = parcels.parcel_of(order)
    if parcel is None:
        return carrier is None and not tracking_number
    said = (carrier, parcels.read_number(tracking_number))
    return said == (parcel.carrier, parcel.number)
