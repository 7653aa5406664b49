"""Reading orders."""

from django.db.models import Prefetch, Q, QuerySet

from shop.forks.order.models import Line, Order
from shop.orders.models import Return
from shop.orders.numbers import read_number
from shop.users.models import User


def orders_of(*, member: User) -> QuerySet[Order]:
    """A member's orders, newest first."""
    return Order.objects.filter(user=member).order_by("-date_placed", "-pk")


def staff_list(*, status: str = "", search: str = "") -> QuerySet[Order]:
    """Orders by status, and by number, e-mail address or name; newest first."""
    orders = Order.objects.select_related(
        "user", "payment", "shipping_address"
    ).order_by("-date_placed", "-pk")
    if status:
        orders = orders.filter(status=status)
    if text := search.strip():
        orders = orders.filter(
            Q(number=read_number(text))
            | Q(user__email__icontains=text)
            | Q(guest_email__icontains=text)
            | Q(user__last_name__icontains=text)
            | Q(shipping_address__last_name__icontains=text)
        )
    return orders


def with_everything(number: str) -> Order:
    """One order with all a page shows of it; raises Order.DoesNotExist."""
    return (
        Order.objects.select_related("user", "payment", "shipping_address__country")
        .prefetch_related(
            Prefetch("lines", Line.objects.select_related("product").order_by("pk")),
            Prefetch(
                "returns",
                Return.objects.select_related("actor").prefetch_related("lines__line"),
            ),
            "payment__refunds",
            "discounts",
            "status_changes",
        )
        .get(number=number)
    )
