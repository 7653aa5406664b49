"""Whether a friend seems to be somebody who was here before, under another account.

The referrer is looked at more closely (signs.py): here it is all other members, and
among them the other friends of the same referrer. Found by what is stored as it is
compared, so that nobody's whole history is read.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from oscar.apps.address.models import UserAddress

from shop.forks.order.models import Order, ShippingAddress
from shop.outbox.turns import mailbox
from shop.referrals.traits import Traits, door, phone_of
from shop.users.models import User


def known(friend: User, traits: Traits) -> set[int]:
    """Return who else shares a mailbox, a phone, or both a name and its door."""
    found = {*_by_mailbox(friend.email), *_by_place(traits)}
    return found - {friend.pk}


def _by_mailbox(address: str) -> Iterator[int]:
    """Whose address differs by points, or what follows a plus, or a second domain."""
    local, _at, domain = mailbox(address).rpartition("@")
    if not local:
        return
    letters = "[.]*".join(map(re.escape, local))
    domains = "(gmail|googlemail)[.]com" if domain == "gmail.com" else re.escape(domain)
    spelled = rf"^{letters}[.]*(\+[^@]*)?@{domains}$"
    yield from User.objects.filter(email__regex=spelled).values_list("pk", flat=True)


def _by_place(traits: Traits) -> Iterator[int]:
    """Who had goods sent to the same name and door, or gave the same phone."""
    near = Q(postcode__in=traits.postcodes) | Q(phone_number__in=traits.phones)
    for place in UserAddress.objects.filter(near):
        if _is_same(place, traits):
            yield place.user_id
    places = ShippingAddress.objects.filter(near)
    orders = Order.objects.filter(shipping_address__in=places, user__isnull=False)
    for order in orders.select_related("shipping_address"):
        if _is_same(order.shipping_address, traits):
            yield order.user_id


def _is_same(place: Any, traits: Traits) -> bool:
    return door(place) in traits.doors or phone_of(place) in traits.phones
