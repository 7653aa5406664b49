"""Write the documents of orders that were paid before the shop wrote any."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from shop.documents.models import Document
from shop.forks.order.models import Order, OrderStatus
from shop.orders import invoicing, steps
from shop.orders.models import Return
from shop.orders.remainder import gives_back
from shop.orders.told.order import bought
from shop.rewards import settlement


def write_missing_documents() -> int:
    """Invoice what was paid, credit what came back; returns how many orders.

    Documents bear the day on which they were due. Each order is a transaction of
    its own, the one paid first before the others, and repeating it writes nothing.
    """
    invoices = Document.objects.filter(order=OuterRef("pk"), kind=Document.Kind.INVOICE)
    numbers = (
        Order.objects.filter(~Exists(invoices), paid_at__isnull=False)
        .order_by("paid_at", "pk")
        .values_list("number", flat=True)
    )
    return sum(_write(number) for number in list(numbers))


@transaction.atomic
def _write(number: str) -> bool:
    order = steps.locked(number)
    if order.documents.exists() or order.paid_at is None:
        return False
    earned, taken_back = settlement.earned_and_taken_back(order=order)
    invoicing.invoice(order=order, points_earned=earned, issued_at=order.paid_at)
    _credit_returns(order)
    if order.status == OrderStatus.CANCELLED and order.cancelled_at:
        invoicing.credit_cancellation(
            order=order,
            points_restored=order.points_redeemed,
            points_revoked=taken_back,
            issued_at=order.cancelled_at,
        )
    return True


def _credit_returns(order: Order) -> None:
    """Follow the lines through their returns: each is credited as it was then."""
    lines = {line.pk: line for line in order.lines.all()}
    for line in lines.values():
        line.returned_quantity = 0
    for returned in Return.objects.filter(order=order).prefetch_related("lines"):
        taken = {}
        for part in returned.lines.all():
            line = lines[part.line_id]
            share = gives_back(bought(line), pieces=part.quantity)
            taken[line] = part.quantity, share
            line.returned_quantity += part.quantity
        invoicing.credit_return(
            order=order,
            returned=returned,
            taken=taken,
            points_restored=returned.points_back,
        )
