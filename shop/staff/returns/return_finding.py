"""One return, as its pages show it."""

from django.db.models import Q, QuerySet

from shop.returns.models import Receipt, ReturnRequest
from shop.typed.numbers import read_figures, read_number


def return_of(number: str) -> ReturnRequest | None:
    """A return request with everything its page shows."""
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
    return ReturnRequest.objects.filter(
        Q(number=read_number(text)) | Q(drop_off_code=read_figures(text))
    ).first()


def receipts_of(request: ReturnRequest) -> QuerySet[Receipt]:
    found = request.receipts.select_related("returned", "actor")
    return found.prefetch_related("lines__line__line")
