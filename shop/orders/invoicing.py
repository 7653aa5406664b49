"""An order's money in writing: the invoice when it is paid, credit notes after.

An order to be paid on delivery is invoiced when it is paid, too: until then it may
still come back, and there would be nothing to credit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from shop.documents import issuing
from shop.documents.contents import Item
from shop.documents.issuing import Bill, Credit
from shop.documents.models import Document
from shop.forks.order.models import Line, Order
from shop.forks.partner.strategy import net
from shop.orders import remainder
from shop.orders.models import Return


def invoice(*, order: Order, points_earned: int, issued_at: datetime) -> Document:
    """Write the invoice of an order that is paid now."""
    bill = bill_for(
        order=order,
        lines=order.lines.order_by("pk"),
        points_earned=points_earned,
        issued_at=issued_at,
    )
    return issuing.issue_invoices(bills=[bill])[0]


def bill_for(
    *, order: Order, lines: Iterable[Line], points_earned: int, issued_at: datetime
) -> Bill:
    return Bill(
        order=order,
        items=[_item(line) for line in lines],
        delivery=_delivery(order),
        points_earned=points_earned,
        issued_at=issued_at,
    )


def credit_return(
    *, order: Order, returned: Return, taken: Mapping[Line, int]
) -> Document:
    """Credit pieces that were taken back, by line as it is after that, and delivery."""
    delivery = returned.delivery
    credit = Credit(
        cause=f"return:{returned.reference}",
        items=[_taken_back(line, quantity) for line, quantity in taken.items()],
        delivery=_delivery_part(order, delivery) if delivery else None,
        points_restored=returned.points_restored,
        points_revoked=returned.points_revoked,
    )
    return issuing.issue_credit_note(
        order=order, credit=credit, issued_at=returned.received_at
    )


def credit_cancellation(
    *, order: Order, points_revoked: int, issued_at: datetime
) -> Document:
    """Credit all that the invoice of a cancelled order says."""
    credit = Credit(
        cause=f"cancel:{order.number}",
        items=[_item(line) for line in order.lines.order_by("pk")],
        delivery=_delivery(order),
        points_restored=order.points_redeemed,
        points_revoked=points_revoked,
    )
    return issuing.issue_credit_note(order=order, credit=credit, issued_at=issued_at)


def _item(line: Line) -> Item:
    price = line.line_price_before_discounts_incl_tax
    return Item(
        title=line.title,
        sku=line.partner_sku,
        quantity=line.quantity,
        price=price,
        offers=price - line.points_discount - line.line_price_incl_tax,
        points=line.points_redeemed,
        points_discount=line.points_discount,
        gross=line.line_price_incl_tax,
        net=line.line_price_excl_tax,
        vat_rate=line.vat_rate,
    )


def _taken_back(line: Line, quantity: int) -> Item:
    """What went back for pieces of a line: the difference between two remainders."""
    left = line.quantity - line.returned_quantity
    after, before = _kept(line, left), _kept(line, left + quantity)
    return Item(
        title=line.title,
        sku=line.partner_sku,
        quantity=quantity,
        points=before.points - after.points,
        points_discount=before.points_discount - after.points_discount,
        gross=before.gross - after.gross,
        net=before.net - after.net,
        vat_rate=line.vat_rate,
    )


def _kept(line: Line, remaining: int) -> Item:
    """What stays of a line with so many of its pieces, nothing with none (L16)."""
    part = {"quantity": line.quantity, "remaining": remaining}
    gross = remainder.money_kept(line.line_price_incl_tax, **part)
    return Item(
        title=line.title,
        quantity=remaining,
        points=remainder.points_kept(line.points_redeemed, **part),
        points_discount=remainder.money_kept(line.points_discount, **part),
        gross=gross,
        net=net(gross, vat_rate=line.vat_rate),
        vat_rate=line.vat_rate,
    )


def _delivery(order: Order) -> Item:
    return Item(
        title=order.shipping_method,
        price=order.shipping_incl_tax,
        gross=order.shipping_incl_tax,
        net=order.shipping_excl_tax,
        vat_rate=Decimal(order.shipping_tax_code),
    )


def _delivery_part(order: Order, gross: Decimal) -> Item:
    """Delivery, or what standard delivery would have cost of it."""
    whole = _delivery(order)
    if gross == whole.gross:
        return whole
    return replace(
        whole, price=gross, gross=gross, net=net(gross, vat_rate=whole.vat_rate)
    )
