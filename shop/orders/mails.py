"""What shoppers are told about an order, when, and in which language.

A mail carries all it says with it: it tells what was so when it was caused.
"""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone, translation

from shop.components.addresses import parcel_lines
from shop.delivery import parcels
from shop.delivery.models import Parcel
from shop.delivery.pickups import address_lines, pickup_of
from shop.documents.models import Document
from shop.forks.order.models import Order
from shop.happenings.models import Happening
from shop.orders.told.order import tell_order
from shop.outbox import sending
from shop.outbox.turns import leaves_at
from shop.payments import methods
from shop.tax.amounts import ZERO

# What shoppers write, as their mails repeat it.
WRITTEN = ("name", "address", "declared_by")


def order_of(happening: Happening) -> Order:
    """The order that something happened to."""
    return Order.objects.select_related("user", "shipping_address__country").get(
        number=happening.key
    )


def tell(
    happening: Happening,
    *,
    kind: str,
    order: Order | None = None,
    to: str = "",
    **facts: Any,
) -> None:
    """Queue the mail `kind` about an order that something happened to.

    It goes where the order's mail goes, unless `to` says otherwise. To an address that
    nobody has confirmed it says nothing that somebody has written, and leaves in its
    turn (F29).
    """
    order = order or order_of(happening)
    to = to or order.email
    with translation.override(order.language):
        context = _order(order) | facts
    now, is_known = happening.happened_at, is_confirmed(order, to)
    if not is_known:
        context |= {name: "" for name in WRITTEN if name in context}
    sending.queue(
        kind=kind,
        to=to,
        language=order.language,
        context=context,
        reference=happening.reference,
        queued_at=now,
        due_at=now if is_known else leaves_at(to=to, at=now),
    )


def is_confirmed(order: Order, address: str) -> bool:
    """Whether the order's member has shown to read what comes to this address."""
    member = order.user
    return bool(member and member.confirmed_at and member.email == address)


def document(name: str) -> dict[str, Any]:
    """What the mail about its cause says of an invoice or a credit note."""
    issued = Document.objects.get(name=name)
    return {
        "name": issued.name,
        "kind": issued.kind,
        "issued_on": issued.issued_on.isoformat(),
        "rates": issued.content["rates"],
        "total": str(issued.total),
    }


def parcel(sent: Parcel | None) -> dict[str, Any]:
    """What is told of the parcel that brings the order."""
    return {**parcels.facts(sent), "follow_url": parcels.followed_at(sent)}


def pieces(parts: Iterable[Any], *, language: str) -> list[dict[str, Any]]:
    """Which `quantity` of which `line` each part is, as its shopper calls the goods."""
    with translation.override(language):
        return [
            {"title": str(part.line.name), "quantity": part.quantity} for part in parts
        ]


def details(order: Order) -> dict[str, Any]:
    """What was bought, and how it is to be paid, in the order's language."""
    with translation.override(order.language):
        return _details(order)


def _order(order: Order) -> dict[str, Any]:
    address = order.shipping_address
    return {
        "number": order.number,
        "name": order.user.greeted_as if order.user else "",
        "is_member": order.user_id is not None,
        "currency": order.currency,
        "total": str(order.total_incl_tax),
        "delivery_name": order.shipping_method,
        "is_pickup": address is None,
        "points_redeemed": order.points_redeemed,
    }


def _details(order: Order) -> dict[str, Any]:
    told = tell_order(order)
    address = order.shipping_address
    return {
        "placed_on": timezone.localdate(order.date_placed).isoformat(),
        "lines": [
            {
                "title": line.title,
                "variant": line.variant,
                "quantity": line.quantity,
                "price": str(line.after_offers),
            }
            for line in told.lines
        ],
        "points_discount": str(told.points_discount),
        "delivery": str(order.shipping_incl_tax),
        "vat": str(sum((portion.vat for portion in told.vat), ZERO)),
        "address": parcel_lines(address) if address else [],
        "point": _point(order),
        "terms_version": order.terms_version_id,
        "returns_version": order.returns_version_id,
        "payment_name": str(order.get_payment_method_display()),
        "instructions": methods.find(order.payment_method).instructions(order=order),
    }


def _point(order: Order) -> list[str]:
    """Where the order will be picked up."""
    pickup = pickup_of(order)
    return address_lines(pickup.point) if pickup else []
