"""One order as staff find it, and what of it they can still act on."""

from django.http import Http404

from shop.components.addresses import parcel_lines
from shop.delivery.pickups import address_lines, pickup_of
from shop.forks.order.models import Line, Order
from shop.typed.numbers import read_number


def find(number: str) -> Order:
    """The order with everything its page shows; raises Http404."""
    found = (
        Order.objects.filter(number=read_number(number))
        .select_related(
            "user",
            "shipping_address__country",
            "payment",
            "pickup__point",
            "parcel__carrier",
        )
        .prefetch_related(
            "lines__product",
            "payment__refunds__attempt",
            "returns__lines__line",
            "returns__actor",
            "discounts",
            "documents",
        )
        .first()
    )
    if found is None:
        raise Http404
    return found


def returnable_lines(order: Order) -> list[Line]:
    """The lines of which pieces can still come back."""
    return [
        line for line in order.lines.all() if line.quantity > line.returned_quantity
    ]


def goes_to(order: Order) -> list[str]:
    """The address of its parcel or of its pick-up point, line by line."""
    if order.shipping_address:
        return parcel_lines(order.shipping_address)
    pickup = pickup_of(order)
    return address_lines(pickup.point) if pickup else []
