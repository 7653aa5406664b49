"""Who brings parcels, and where a parcel can be followed."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from shop.audit.record import record
from shop.delivery.changing import NEW, ChangedMeanwhile, digest
from shop.delivery.models import Carrier
from shop.users.models import User
from shop.users.permission import require

NUMBER = "{number}"  # in an address, what the number of a parcel takes the place of
HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?", re.IGNORECASE)


class NameTaken(Exception):
    """There is a carrier of this name already."""


class BadAddress(ValueError):
    """No https address that has NUMBER once, behind its host."""


def offered() -> QuerySet[Carrier, Any]:
    """The carriers that staff can give new parcels to."""
    return Carrier.objects.filter(is_active=True)


def read_address(text: str) -> str:
    """Return the address where parcels can be followed, or raise BadAddress."""
    address = text.strip()
    head, placeholder, tail = address.partition(NUMBER)
    if not placeholder or re.search(r"[{}\s\x00-\x1f\x7f\\<>\"]", head + tail):
        raise BadAddress(text)
    try:
        parts = urlsplit(head)
    except ValueError as error:
        raise BadAddress(text) from error
    # What follows the host begins before the number: nothing typed becomes a host.
    after_host = parts.path or parts.query or parts.fragment
    if parts.scheme != "https" or not HOST.fullmatch(parts.netloc) or not after_host:
        raise BadAddress(text)
    return f"https{address[5:]}"


def state(carrier: Carrier) -> dict[str, Any]:
    """What staff can change about it, as the log keeps it."""
    return {
        "name": carrier.name,
        "follow_address": carrier.follow_address,
        "is_active": carrier.is_active,
    }


def fingerprint(carrier: Carrier | None) -> str:
    """What a page carries so that a change of something older is noticed."""
    return digest(state(carrier)) if carrier else NEW


@transaction.atomic
def change_carrier(
    *,
    carrier_id: int | None,
    name: str,
    follow_address: str,
    is_active: bool,
    seen: str,
    actor: User,
    changed_at: datetime,
) -> Carrier:
    """Take a carrier on, change one, or give it no new parcels.

    Parcels that are on their way keep their carrier, and are followed at its address
    of now. Raises Carrier.DoesNotExist, ChangedMeanwhile, BadAddress and NameTaken.
    """
    require(actor, "delivery.change_zone")
    kept = None
    if carrier_id is not None:
        kept = Carrier.objects.select_for_update().get(pk=carrier_id)
    if fingerprint(kept) != seen:
        raise ChangedMeanwhile
    before = state(kept) if kept else {}
    carrier = kept or Carrier()
    carrier.name = name
    carrier.follow_address = read_address(follow_address)
    carrier.is_active = is_active
    try:
        with transaction.atomic():
            carrier.save()
    except IntegrityError as error:
        raise NameTaken(name) from error
    after = state(carrier)
    changed = [fact for fact in after if after[fact] != before.get(fact)]
    record(
        actor=actor,
        action="delivery.change-carrier",
        subject=f"carrier:{carrier.pk}",
        recorded_at=changed_at,
        before={fact: before[fact] for fact in changed if fact in before},
        after={fact: after[fact] for fact in changed},
    )
    return carrier
