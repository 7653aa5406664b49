"""Of all attempts to order one basket, one gets it."""

from django.core.exceptions import PermissionDenied

from shop.forks.basket.models import Basket
from shop.forks.order.models import Order
from shop.users.models import User


class BasketEmpty(Exception):
    """There is nothing in the basket."""


class BasketClosed(Exception):
    """The basket was merged into another one, or saved for later."""


class AlreadyPlaced(Exception):
    """The basket has become `order` before: the shopper clicked twice."""

    def __init__(self, order: Order):
        super().__init__(order.number)
        self.order = order


def order_of(*, basket: Basket, shopper: User | None) -> Order | None:
    """What this basket of the shopper's has become, if it was ordered."""
    if basket.status != Basket.SUBMITTED:
        return None
    return Order.objects.filter(basket=basket, user=shopper).first()


def claim(*, basket: Basket, shopper: User | None) -> None:
    """Freeze the basket: one attempt gets it, the others wait and find it taken.

    Raises BasketEmpty, BasketClosed and AlreadyPlaced, and PermissionDenied for
    another shopper's basket.
    """
    if basket.pk is None:
        raise BasketEmpty
    claimed = Basket.objects.filter(
        pk=basket.pk, status=Basket.OPEN, owner=shopper
    ).update(status=Basket.FROZEN)
    if claimed:
        return
    taken = Basket.objects.get(pk=basket.pk)
    if taken.owner_id != (shopper.pk if shopper else None):
        raise PermissionDenied("This basket belongs to somebody else.")
    if order := Order.objects.filter(basket=taken).first():
        raise AlreadyPlaced(order)
    raise BasketClosed
