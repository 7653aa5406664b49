"""What a purchase names by codes and keys, resolved once, before anything is locked."""

from dataclasses import dataclass
from datetime import datetime

from shop.delivery import pickups, tariffs
from shop.delivery.models import PickupPoint
from shop.delivery.tariffs import Tariff
from shop.delivery.ways import Way
from shop.orders.placing.purchase import Address, Purchase
from shop.payments import methods as payment_methods
from shop.payments.port import Gateway


class AddressMissing(Exception):
    """The delivery method needs an address."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What placing goes by from here on: no room behind the door looks codes up.

    The goods go by their `way` to an `address`, or wait at a `point`. `tariff` is
    what every way cost when it was decided.
    """

    way: Way
    tariff: Tariff
    address: Address | None
    point: PickupPoint | None
    gateway: Gateway
    payment_due_at: datetime | None


def decide(*, purchase: Purchase, at: datetime) -> Decision:
    """Resolve what was chosen, named in the active language.

    Raises UnknownDelivery, AddressMissing, PointClosed and UnknownPayment.
    """
    tariff = tariffs.current()
    way = tariff.way(purchase.delivery_code, to=purchase.destination)
    by_parcel = way.method.needs_address
    if by_parcel and purchase.address is None:
        raise AddressMissing(purchase.delivery_code)
    point = None if by_parcel else pickups.open_point(purchase.pickup_point)
    gateway = payment_methods.choose(purchase.payment_method)
    return Decision(
        way=way,
        tariff=tariff,
        address=purchase.address if by_parcel else None,
        point=point,
        gateway=gateway,
        payment_due_at=gateway.due_at(placed_at=at),
    )
