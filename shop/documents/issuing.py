"""Write invoices and credit notes, in the transaction of what causes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from oscar.apps.order.models import ShippingAddress

from shop.components.addresses import place_lines
from shop.documents import contents, numbering
from shop.documents.contents import Item
from shop.documents.models import Document
from shop.forks.order.models import Order

Kind = Document.Kind


class NotInvoiced(Exception):
    """There is nothing that a credit note could correct."""


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What an invoice says of a paid order."""

    order: Order
    items: Sequence[Item]
    delivery: Sequence[Item]
    points_earned: int
    issued_at: datetime


@dataclass(frozen=True, kw_only=True)
class Credit:
    """What goes back for one cause: money, used points and earned points."""

    cause: str
    items: Sequence[Item]
    delivery: Sequence[Item] = ()
    points_restored: int = 0
    points_revoked: int = 0


def issue_invoices(*, bills: Sequence[Bill]) -> list[Document]:
    """Write the invoices of paid orders, numbered in the order given."""
    series, numbers = numbering.take_numbers(kind=Kind.INVOICE, count=len(bills))
    return Document.objects.bulk_create(
        Document(
            series=series,
            number=number,
            name=numbering.printed(series, number),
            kind=Kind.INVOICE,
            order=bill.order,
            cause=f"paid:{bill.order.number}",
            issued_at=bill.issued_at,
            language=bill.order.language,
            currency=bill.order.currency,
            total=bill.order.total_incl_tax,
            content=_invoice(bill),
        )
        for bill, number in zip(bills, numbers, strict=True)
    )


def issue_credit_note(*, order: Order, credit: Credit, issued_at: datetime) -> Document:
    """Credit what went back; of no money as well, where points did (L13).

    Raises NotInvoiced.
    """
    invoice = Document.objects.filter(order=order, kind=Kind.INVOICE).first()
    if invoice is None:
        raise NotInvoiced(order.number)
    series, (number,) = numbering.take_numbers(kind=Kind.CREDIT_NOTE)
    content = _credit_note(invoice, credit)
    return Document.objects.create(
        series=series,
        number=number,
        name=numbering.printed(series, number),
        kind=Kind.CREDIT_NOTE,
        order=order,
        invoice=invoice,
        cause=credit.cause,
        issued_at=issued_at,
        language=order.language,
        currency=order.currency,
        total=Decimal(content["total"]["gross"]),
        content=content,
    )


def _invoice(bill: Bill) -> dict[str, Any]:
    order = bill.order
    with translation.override(order.language):
        return {
            "seller": {
                "name": settings.SELLER_NAME,
                "address": settings.SELLER_ADDRESS,
                "tax_id": settings.SELLER_TAX_ID,
            },
            "buyer": _buyer(order),
            "order": order.number,
            "ordered_on": _day(order.date_placed),
            "payment": str(order.get_payment_method_display()),
            "paid_on": _day(bill.issued_at),
            "points_used": order.points_redeemed,
            "points_discount": str(order.points_discount),
            "points_earned": bill.points_earned,
            **_amounts(bill.items, bill.delivery),
        }


def _credit_note(invoice: Document, credit: Credit) -> dict[str, Any]:
    said = invoice.content
    return {
        **{name: said[name] for name in ("seller", "buyer", "order", "ordered_on")},
        "payment": said["payment"],
        "invoice": invoice.name,
        "invoiced_on": _day(invoice.issued_at),
        "points_restored": credit.points_restored,
        "points_revoked": credit.points_revoked,
        **_amounts(credit.items, credit.delivery),
    }


def _amounts(items: Sequence[Item], delivery: Sequence[Item]) -> dict[str, Any]:
    return {
        "lines": [item.to_json() for item in items],
        "delivery": [item.to_json() for item in delivery],
        **contents.totals([*items, *delivery]),
    }


def _buyer(order: Order) -> dict[str, Any]:
    address: ShippingAddress | None = order.shipping_address
    name = order.user.get_full_name() if order.user else ""
    buyer = {"company": order.company, "tax_id": order.tax_id, "email": order.email}
    if address is None:
        return buyer | {"name": name, "address": []}
    return buyer | {"name": address.name, "address": place_lines(address)}


def _day(at: datetime) -> str:
    return timezone.localdate(at, timezone.get_default_timezone()).isoformat()
