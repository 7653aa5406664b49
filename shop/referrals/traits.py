"""What is known of a person, in a form in which it can be compared.

As people vary it by accident: capitals, blanks, points, Str. for Straße.
"""

from dataclasses import dataclass
from typing import Any

from oscar.apps.address.models import UserAddress

from shop.forks.order.models import Order
from shop.outbox.turns import mailbox
from shop.typed.signs import letters_and_figures
from shop.users.models import User

# What somebody ordered lately says enough of them.
LATEST = 50


@dataclass(frozen=True)
class Traits:
    """A mailbox, names, addresses, both together as doors, and phones."""

    mailbox: str
    names: frozenset[str]
    addresses: frozenset[str]
    doors: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    postcodes: frozenset[str] = frozenset()


def of(person: User) -> Traits:
    orders = Order.objects.filter(user=person).order_by("-date_placed", "-pk")
    places: list[Any] = [*UserAddress.objects.filter(user=person).order_by("pk")]
    for order in orders.select_related("shipping_address", "billing_address")[:LATEST]:
        places += filter(None, (order.shipping_address, order.billing_address))
    names = {person.get_full_name(), *(place.name for place in places)}
    return Traits(
        mailbox=mailbox(person.email),
        names=frozenset(filter(None, map(letters_and_figures, names))),
        addresses=frozenset(map(address, places)),
        doors=frozenset(map(door, places)),
        phones=frozenset(phone for place in places if (phone := phone_of(place))),
        postcodes=frozenset(place.postcode for place in places if place.postcode),
    )


def address(place: Any) -> str:
    said = letters_and_figures(f"{place.country_id} {place.postcode} {place.line1}")
    return said.replace("STRASSE", "STR")  # who is in a hurry writes Str.


def door(place: Any) -> str:
    """A name at an address: families share the one without the other."""
    return f"{letters_and_figures(place.name)} {address(place)}"


def phone_of(place: Any) -> str:
    """The number as it is dialled; a billing address has none."""
    return str(getattr(place, "phone_number", None) or "")
