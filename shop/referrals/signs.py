"""What makes a friend look like the referrer: never proof, always a look by people.

Traits are compared as people vary them by accident: capitals, blanks, points.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from oscar.apps.address.models import UserAddress

from loyalty import merging
from shop.forks.order.models import Order
from shop.outbox.turns import mailbox
from shop.referrals.models import Referral
from shop.typed.signs import letters_and_figures
from shop.users.models import User

DEVICE, MAILBOX, ADDRESS = "device", "mailbox", "address"
NAME, MERGED = "name", "merged"
LABELS: dict[str, str | Promise] = {
    DEVICE: _("Registered on a device on which the referrer had signed in"),
    MAILBOX: _("The same mailbox, but for points or what follows a plus"),
    ADDRESS: _("Goods went to the same address"),
    NAME: _("Ordered under the same name"),
    MERGED: _("One of the accounts was closed, or merged into another"),
}
# What somebody ordered lately says enough of them.
LATEST = 50


@dataclass(frozen=True)
class Traits:
    """What is known of a person, in a form in which it can be compared."""

    mailbox: str
    names: frozenset[str]
    addresses: frozenset[str]


def at_registration(
    *, friend: User, referrer: User, known_on_device: Collection[int]
) -> list[str]:
    """What can be seen only then: addresses change, and cookies go."""
    found = [DEVICE] if referrer.pk in known_on_device else []
    if mailbox(friend.email) == mailbox(referrer.email):
        found.append(MAILBOX)
    return found


def of(referral: Referral) -> list[str]:
    """Everything that speaks for one person behind both accounts, by now."""
    two = (referral.friend, referral.referrer)
    seen = {*referral.signs, *alike(*map(_traits, two))}
    if any(map(_is_closed, two)):
        seen.add(MERGED)
    return [sign for sign in LABELS if sign in seen]


def alike(friend: Traits, referrer: Traits) -> Iterator[str]:
    """Yield what two people have in common: pure."""
    if friend.mailbox == referrer.mailbox:
        yield MAILBOX
    if friend.addresses & referrer.addresses:
        yield ADDRESS
    if friend.names & referrer.names:
        yield NAME


def _is_closed(person: User) -> bool:
    merged = next(iter(merging.successors(member=person)), None)
    return merged is not None or not person.is_active


def _traits(person: User) -> Traits:
    orders = Order.objects.filter(user=person).order_by("-date_placed", "-pk")
    places: list[Any] = [*UserAddress.objects.filter(user=person).order_by("pk")]
    for order in orders.select_related("shipping_address", "billing_address")[:LATEST]:
        places += filter(None, (order.shipping_address, order.billing_address))
    names = {person.get_full_name(), *(place.name for place in places)}
    return Traits(
        mailbox=mailbox(person.email),
        names=frozenset(filter(None, map(letters_and_figures, names))),
        addresses=frozenset(
            # Who is in a hurry writes Str.
            letters_and_figures(
                f"{place.country_id} {place.postcode} {place.line1}"
            ).replace("STRASSE", "STR")
            for place in places
        ),
    )
