"""Whose order is it: the member's, or of the session that placed it (S08)."""

from collections.abc import MutableMapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from shop.forks.order.models import Order
from shop.orders.numbers import read_number
from shop.users.models import User

KEY = "orders"
MOST_REMEMBERED = 20


def remember(*, order: Order, session: MutableMapping[str, Any]) -> None:
    """Let this session see the order it has placed."""
    numbers = [*session.get(KEY, []), order.number]
    session[KEY] = numbers[-MOST_REMEMBERED:]


def order_for_shopper(
    *, number: str, user: User | None, session: MutableMapping[str, Any]
) -> Order:
    """Return a shopper's own order.

    Raises Order.DoesNotExist for somebody else's as for one that does not exist.
    """
    own = Q(user=user) if user is not None and user.is_authenticated else Q(pk=None)
    if number in session.get(KEY, []):
        own |= Q(number=number, user=None)
    return Order.objects.select_related("payment", "shipping_address__country").get(
        own, number=number
    )


def find_guest_order(*, number: str, email: str) -> Order:
    """Return a guest's order to who knows its number and its e-mail address.

    Raises Order.DoesNotExist.
    """
    return Order.objects.get(
        user=None,
        number=read_number(number),
        guest_email__iexact=email.strip(),
    )


@transaction.atomic
def claim(*, number: str, user: User, session: MutableMapping[str, Any]) -> Order:
    """Give a guest's order to the account made by the session that placed it.

    Raises Order.DoesNotExist.
    """
    if number not in session.get(KEY, []):
        raise Order.DoesNotExist
    order = Order.objects.select_for_update(no_key=True).get(number=number, user=None)
    order.user = user
    order.save(update_fields=["user"])
    return order
