"""By whom an order is brought, and the number it is followed by."""

import re
import unicodedata
from urllib.parse import quote

from shop.delivery import carriers
from shop.delivery.models import Carrier, Parcel
from shop.forks.order.models import Order

NUMBER = re.compile(r"[A-Z0-9][A-Z0-9./-]{3,39}", re.IGNORECASE | re.ASCII)


class BadNumber(ValueError):
    """No carrier gives a parcel a number like this."""


class NumberWithoutCarrier(Exception):
    """Without its carrier a number leads nowhere."""


def parcel_of(order: Order) -> Parcel | None:
    """How the order is brought, as far as it is known."""
    return getattr(order, "parcel", None)


def read_number(text: str) -> str:
    """Return a tracking number in one spelling: without the spaces it is read with.

    Nothing is a number, too: some parcels have none. Raises BadNumber.
    """
    number = "".join(unicodedata.normalize("NFKC", text).split())
    if number and not NUMBER.fullmatch(number):
        raise BadNumber(text)
    return number


def facts(parcel: Parcel | None) -> dict[str, str]:
    """What mails and the log say of a parcel."""
    if parcel is None:
        return {"carrier": "", "tracking_number": ""}
    return {"carrier": parcel.carrier.name, "tracking_number": parcel.number}


def fingerprint(parcel: Parcel | None) -> str:
    """What somebody saw who corrects it; empty while nothing is said."""
    return f"{parcel.carrier_id}/{parcel.number}" if parcel else ""


def followed_at(parcel: Parcel | None) -> str:
    """The carrier's page that says where the parcel is; empty if there is none."""
    if parcel is None or not parcel.number:
        return ""
    number = quote(parcel.number, safe="")
    return parcel.carrier.follow_address.replace(carriers.NUMBER, number)


def keep(*, order: Order, carrier: Carrier | None, number: str) -> Parcel | None:
    """Write down by whom a locked order is brought; None: nobody has to know.

    Raises BadNumber and NumberWithoutCarrier.
    """
    number = read_number(number)
    if carrier is None:
        if number:
            raise NumberWithoutCarrier(number)
        Parcel.objects.filter(order=order).delete()
        return None
    parcel, _made = Parcel.objects.update_or_create(
        order=order, defaults={"carrier": carrier, "number": number}
    )
    return parcel
