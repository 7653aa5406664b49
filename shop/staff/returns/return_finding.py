"""One return, as its pages show it."""

from django.db.models import QuerySet

from shop.orders.fulfilling.collecting import read_code
from shop.orders.numbers import read_number
from shop.returns.models import Receipt, ReturnRequest


def return_of(number: str) -> ReturnRequest | None:
    """A return request with everything its page shows."""
    if not number.isprintable():
        return None
    return (
        ReturnRequest.objects.filter(number=read_number(number))
        .select_related(
            "order__user", "order__shipping_address", "order__payment", "withdrawal"
        )
        .prefetch_related("lines__line", "order__lines")
        .first()
    )


def return_by_code(text: str) -> ReturnRequest | None:
    """What stands under a return number or a drop-off code, however it was typed."""
    if not text.isprintable():
        return None
    found = ReturnRequest.objects.filter(number=read_number(text))
    return (found | ReturnRequest.objects.filter(drop_off_code=read_code(text))).first()


def receipts_of(request: ReturnRequest) -> QuerySet[Receipt]:
    found = request.receipts.select_related("returned", "actor")
    return found.prefetch_related("lines__line__line")
