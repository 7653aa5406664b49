"""An order's money in writing: the invoice when it is paid, credit notes after.

An order to be paid on delivery is invoiced when it is paid, too: until then it may
still come back, and there would be nothing to credit.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import translation

from shop.documents import issuing
from shop.documents.contents import Item
from shop.documents.issuing import Bill, Credit
from shop.documents.models import Document
from shop.forks.order.models import Line, Order
from shop.orders.models import Return
from shop.orders.remainder import Share
from shop.orders.told.order import tell_line
from shop.tax.amounts import Portion, net, portions


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
    *,
    order: Order,
    returned: Return,
    taken: Mapping[Line, tuple[int, Share]],
    points_restored: int,
) -> Document:
    """Credit pieces of each line that were taken back, their share; and delivery."""
    delivery = returned.delivery
    credit = Credit(
        cause=f"return:{returned.reference}",
        items=[_taken_back(line, *part) for line, part in taken.items()],
        delivery=_delivery_part(order, delivery) if delivery else (),
        points_restored=points_restored,
        points_revoked=returned.points_revoked,
    )
    return issuing.issue_credit_note(
        order=order, credit=credit, issued_at=returned.received_at
    )


def credit_goodwill(
    *,
    order: Order,
    reference: str,
    given: Mapping[Line, tuple[Decimal, Decimal]],
    issued_at: datetime,
) -> Document:
    """Credit money given out of goodwill, by line, and what can still go back of it."""
    credit = Credit(
        cause=f"goodwill:{reference}",
        items=[_given(line, *part) for line, part in given.items()],
    )
    return issuing.issue_credit_note(order=order, credit=credit, issued_at=issued_at)


def credit_cancellation(
    *, order: Order, points_restored: int, points_revoked: int, issued_at: datetime
) -> Document:
    """Credit all that the invoice of a cancelled order says."""
    credit = Credit(
        cause=f"cancel:{order.number}",
        items=[_item(line) for line in order.lines.order_by("pk")],
        delivery=_delivery(order),
        points_restored=points_restored,
        points_revoked=points_revoked,
    )
    return issuing.issue_credit_note(order=order, credit=credit, issued_at=issued_at)


def _item(line: Line) -> Item:
    told = tell_line(line)
    return Item(
        **_goods(line),
        quantity=told.quantity,
        price=told.price,
        offers=told.discount,
        points=told.points,
        points_discount=told.points_discount,
        gross=told.cash,
        net=line.line_price_excl_tax,
        vat_rate=line.vat_rate,
    )


def _goods(line: Line) -> dict[str, Any]:
    """What it is called where its buyer reads it."""
    with translation.override(line.order.language):
        return {**vars(line.name), "sku": line.partner_sku}


def _taken_back(line: Line, quantity: int, share: Share) -> Item:
    return Item(
        **_goods(line),
        quantity=quantity,
        points=share.points,
        points_discount=share.points_discount,
        goodwill=share.goodwill,
        gross=share.money,
        net=share.net,
        vat_rate=line.vat_rate,
    )


def _given(line: Line, money: Decimal, left: Decimal) -> Item:
    """Goodwill on a line: no pieces, and the VAT of what no longer stays paid."""
    return Item(
        **_goods(line),
        quantity=0,
        gross=money,
        net=net(left + money, vat_rate=line.vat_rate)
        - net(left, vat_rate=line.vat_rate),
        vat_rate=line.vat_rate,
    )


def _delivery(order: Order) -> list[Item]:
    """Delivery, once for each rate that the goods share it among."""
    return _portioned(order, order.shipping_portions)


def _delivery_part(order: Order, gross: Decimal) -> list[Item]:
    """Delivery, or what standard delivery would have cost of it."""
    whole = order.shipping_portions
    if gross == order.shipping_incl_tax:
        return _portioned(order, whole)
    weights = {portion.vat_rate: portion.gross for portion in whole}
    return _portioned(order, portions(gross, weights))


def _portioned(order: Order, shares: Iterable[Portion]) -> list[Item]:
    return [
        Item(
            title=order.shipping_method,
            price=portion.gross,
            gross=portion.gross,
            net=portion.net,
            vat_rate=portion.vat_rate,
        )
        for portion in shares
    ]
